"""Files: a long workbook written by a process of its own, as the worker would; a long roster read and checked."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from volunteer.accounts.models import Person
from volunteer.base import clock, tables
from volunteer.base.db import db, write
from volunteer.base.sheets import Sheet, xlsx
from volunteer.bench import asking, filling
from volunteer.bench.sizes import Sizes
from volunteer.config import policy
from volunteer.organisations.models import Role, RoleGrant
from volunteer.organisations.standing import principal_of
from volunteer.registration import importing
from volunteer.registration.models import RosterImport
from volunteer.registration.verdicts import rows_of

COLUMNS = ("姓名", "单位", "日期", "开始", "结束", "分钟", "来源", "服务", "地点", "登记人")


def cost_of_a_sheet(rows: int) -> dict[str, float]:
    """Return the CPU seconds and the memory, at its highest, of a process that writes a workbook of so many rows."""
    words = (sys.executable, "-c", f"from volunteer.bench import files; files.write_a_sheet({rows})")
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def write_a_sheet(rows: int) -> None:
    """Write it, and say what it took."""
    content = xlsx([Sheet("服务时长", COLUMNS, _postings(rows))])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"cpu_s": round(time.process_time(), 2), "peak_mb": round(peak, 1), "file_mb": len(content) / 2**20}
    sys.stdout.write(json.dumps(said) + "\n")


def _postings(rows: int) -> Iterator[tuple[str | int, ...]]:
    for number in range(rows):
        when = (f"2025-06-{number % 30 + 1:02}", "09:00", "11:00", 120)
        yield (f"周敏{number}", "市司法局", *when, "现场扫码", "楼道堆物清理", f"{number % 90} 号院东门", "陈静")


def cost_of_a_roster(app: Flask, sizes: Sizes) -> dict[str, float]:
    """Return the CPU seconds from the file to the verdict of each row."""
    with app.app_context():
        place = filling.place(2, clock.now())

        def grant(now: datetime) -> None:
            row = {"person_id": place.viewer_id, "organisation_id": place.first_unit, "role": Role.UNIT_LIAISON}
            filling.put(RoleGrant, 1, **row, granted_at=now)

        write(grant)
        found = db.session.scalars(sa.select(RoleGrant.id).where(RoleGrant.organisation_id == place.first_unit))
        by = principal_of(db.session.get_one(Person, place.viewer_id), acting=found.one())
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


def _roster(rows: int) -> bytes:
    people = ((f"周{number}", f"139{number:08}", "第二党支部", "是") for number in range(rows))
    return xlsx([Sheet("名册", ("姓名", "手机号", "支部", "是否在职"), people)])
