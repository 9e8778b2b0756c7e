"""Files: the records behind a street's year written by the job of the worker, in a process of its own; a long roster
read and checked.
"""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask

from volunteer.accounts.models import Person
from volunteer.base import clock, tables
from volunteer.base.db import db, write
from volunteer.base.sheets import Sheet, xlsx
from volunteer.bench import asking, filling, ledger
from volunteer.bench.sizes import Sizes
from volunteer.config import policy
from volunteer.organisations.models import Role, RoleGrant
from volunteer.organisations.queries import organisation_of_code
from volunteer.organisations.standing import Principal, principal_of
from volunteer.registration import importing
from volunteer.registration.models import RosterImport
from volunteer.registration.verdicts import rows_of
from volunteer.reports import exporting
from volunteer.reports.models import HourExport
from volunteer.reports.periods import period_of

PEOPLE = 2_000


def cost_of_a_sheet(app: Flask, url: str, sizes: Sizes) -> dict[str, float]:
    """Return the CPU seconds and the memory, at its highest, of a process that writes so many records of a ledger."""
    with app.app_context():
        place = filling.place(PEOPLE, clock.now())
        ledger.lengthen(place, sizes.sheet_rows, first=date(ledger.YEAR, 1, 1), days=365)
        street = organisation_of_code(filling.STREET)
        assert street is not None
        by, year = _acting(place, street.id, Role.SYSTEM_ADMIN), period_of(str(ledger.YEAR))
        asked = write(lambda now: exporting.ask(street, year, "hours", by, now))
        if asked is None or asked.total != sizes.sheet_rows:
            raise RuntimeError(f"{sizes.sheet_rows} records were to be written")
        id_ = asked.id
        db.session.remove()
        db.engine.dispose()
    held = app.config["VOLUNTEER"]
    environment = {"DATABASE_URL": url, "VOLUNTEER_DATA": str(held.data), "VOLUNTEER_KEYS": str(held.keys)}
    make = "from volunteer.app import create_app; from volunteer.bench import files"
    words = (sys.executable, "-c", f"{make}; files.write_a_sheet(create_app(), {id_})")
    said = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, **environment}).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def write_a_sheet(app: Flask, export_id: int) -> None:
    """Do the job, and say what this process took."""
    folder = app.config["VOLUNTEER"].data / exporting.FOLDER
    with app.app_context():
        exporting.work({"code": db.session.get_one(HourExport, export_id).code}, folder)
        size = exporting.file_of(db.session.get_one(HourExport, export_id), folder).stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"cpu_s": round(time.process_time(), 2), "peak_mb": round(peak, 1), "file_mb": round(size / 2**20, 1)}
    sys.stdout.write(json.dumps(said) + "\n")


def cost_of_a_roster(app: Flask, sizes: Sizes) -> dict[str, float]:
    """Return the CPU seconds from the file to the verdict of each row."""
    with app.app_context():
        place = filling.place(2, clock.now())
        by = _acting(place, place.first_unit, Role.UNIT_LIAISON)
        db.session.remove()
    brought = _roster(sizes.roster_rows)
    with app.app_context(), asking.measured(app) as seen:
        read = rows_of(tables.read(brought, most_rows=policy.roster_most_rows))
        made = write(lambda now: importing.bring(place.first_unit, read, by, now).id)
        importing.work({"import_id": made, "step": "check"})
        judged, _unused = importing.preview_of(db.session.get_one(RosterImport, made))
        db.session.remove()
    if len(judged) != sizes.roster_rows:
        raise RuntimeError(f"{len(judged)} rows of {sizes.roster_rows} were judged")
    return {"cpu_s": round(seen[0], 2)}


def _acting(place: filling.Place, organisation_id: int, role: Role) -> Principal:
    """Grant somebody this role there, and return them as who acts in it."""

    def grant(now: datetime) -> None:
        row = {"person_id": place.viewer_id, "organisation_id": organisation_id, "role": role}
        filling.put(RoleGrant, 1, **row, granted_at=now)

    write(grant)
    granted = sa.select(RoleGrant.id).where(RoleGrant.organisation_id == organisation_id, RoleGrant.role == role)
    return principal_of(db.session.get_one(Person, place.viewer_id), acting=db.session.scalars(granted).one())


def _roster(rows: int) -> bytes:
    people = ((f"周{number}", f"139{number:08}", "第二党支部", "是") for number in range(rows))
    return xlsx([Sheet("名册", ("姓名", "手机号", "支部", "是否在职"), people)])
