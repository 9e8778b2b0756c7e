"""A report from the sums says what the ledger says, to the minute and to the person, however far the sums have come.

The ledger is made by the rules at random, with the seed in the test: two streets with four communities, two units with
a team each under one committee, people who change their unit, reversals and corrections of what was posted long ago.
"""

import random
from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.cli.serving import TIMERS
from volunteer.hours import ledger, sums
from volunteer.hours.checks import sums_are_those_of_the_ledger
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import live
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below
from volunteer.reports.activities import activities_of
from volunteer.reports.alliance import deeds_in
from volunteer.reports.closed import is_closed
from volunteer.reports.figures import PLACES, hour_figures
from volunteer.reports.periods import period_of, period_or_term_of
from volunteer.reports.small import closed, for_superior
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json

PERIODS = [period_or_term_of(word) for word in ("2026-01", "2026", "2025-autumn")]
FIRST_HAND = [one for one in Provenance if one is not Provenance.BACKFILL]


class Place:
    """Organisations and people, and a hand that writes into the ledger at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # the same every time
        self.clerks = (make.jing().id, make.second_clerk().id)
        district, committee = make.organisation("CGQ", "城关区", Kind.DISTRICT), make.work_committee()
        streets = [make.organisation(f"J{n}", f"第{n}街道", Kind.SUBDISTRICT, parent=district) for n in "12"]
        places = [make.community(f"S{n}", f"第{n}社区", parent=streets[n % 2]) for n in range(4)]
        units = [make.unit(f"D{n}", f"第{n}局", party_parent=committee) for n in "12"]
        teams = [make.organisation(f"T{one.code}", "一队", Kind.PARTY_ORG, party_parent=one) for one in units]
        self.organisations = [one.id for one in (district, streets[0], places[0], committee, units[0], teams[1])]
        self.communities, self.units = [one.id for one in places], [one.id for one in (*units, *teams)]
        self.people = [make.person(f"志愿者{n}").id for n in range(12)]
        self.unit_of: dict[int, int | None] = {one: self.chance.choice(self.units) for one in self.people}
        self.day_of = {one: date(2025, 12, 20) + self.chance.randrange(9) * DAY for one in self.people}
        self.standing: list[int] = []
        self.sources = 0

    def live(self, acts: int) -> None:
        """Do so many things, all in one transaction."""

        def act(now: datetime) -> None:
            for _ in range(acts):
                self._act(now)

        write(act)

    def _act(self, now: datetime) -> None:
        what = self.chance.random()
        if what < 0.7 or not self.standing:
            self.standing.append(ledger.credit(self._service(), now).id)
        elif what < 0.8:  # somebody changes the unit: what stands stays where it was
            self.unit_of[self.chance.choice(self.people)] = self.chance.choice([*self.units, None])
        else:
            entry = db.session.get_one(HourEntry, self.standing.pop(self.chance.randrange(len(self.standing))))
            if what < 0.9:
                ledger.reverse(entry, self.clerks[0], "记错了", now, approved_by=self.clerks[1])
            else:
                minutes = self.chance.randrange(5, 20) * 6
                self.standing.append(ledger.correct(entry, minutes, *self.clerks, "时间填错了", now).id)

    def _service(self) -> ledger.Service:
        chance, who = self.chance, self.chance.choice(self.people)
        self.day_of[who] += chance.randrange(1, 4) * DAY  # nothing overlaps
        start = clock.at(self.day_of[who], chance.choice((0, 9, 21)))
        self.sources += 1
        return ledger.Service(
            person_id=who,
            host_id=chance.choice([*self.communities, *self.units]),
            community_id=chance.choice([*self.communities, None]),
            unit_id=self.unit_of[who],
            started_at=start,
            ended_at=start + 2 * HOUR,
            minutes=chance.randrange(5, 20) * 6,
            provenance=chance.choice(FIRST_HAND),
            source=chance.choice(list(Source)),
            source_id=self.sources,
            name="陪伴",
            place="社区",
            content="",
            person_in_charge="陈静",
            recorded_by=self.clerks[0],
        )

    def said(self) -> dict[tuple[int, str], object]:
        """What the reports say of every organisation in every period."""
        db.session.rollback()
        found: dict[tuple[int, str], object] = {}
        for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(self.organisations))):
            for period in PERIODS:
                hours, events = hour_figures(one, period), activities_of(one, period)
                found[one.id, period.word] = (
                    (hours.minutes, hours.entries, hours.persons, hours.by_provenance),
                    events.held.by_provenance,
                    events.joined and events.joined.by_provenance,
                    {deed.unit.id: (deed.wishes, deed.times, deed.minutes) for deed in deeds_in(one.id, period)},
                )
        return found

    def counted(self) -> dict[tuple[int, str], object]:
        """The same, counted from the rows one by one."""
        rows = list(db.session.scalars(sa.select(HourEntry)))
        taken_back = {one.reverses_id for one in rows}
        stand = {one.id for one in rows if one.reverses_id is None and one.id not in taken_back}
        found: dict[tuple[int, str], object] = {}
        for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(self.organisations))):
            here, is_place = set(db.session.scalars(below(one.id))), one.kind in PLACES
            for period in PERIODS:
                seen = [row for row in rows if period.first <= row.served_on <= period.last]
                ours = [row for row in seen if (row.community_id if is_place else row.unit_id) in here]
                events = [row for row in seen if row.source is Source.EVENT]
                joined = [row for row in events if row.unit_id in here and row.host_id not in here]
                found[one.id, period.word] = (
                    (
                        sum(row.minutes for row in ours),
                        len([row for row in ours if row.id in stand]),
                        len({row.person_id for row in ours if row.id in stand}),
                        split(ours),
                    ),
                    split([row for row in events if row.host_id in here]),
                    None if is_place else split(joined),
                    {unit: deed for unit in self.units if (deed := deed_of(unit, one.id, seen, stand))[1]},
                )
        return found


def split(rows: list[HourEntry]) -> dict[Provenance, int]:
    return {one: sum(row.minutes for row in rows if row.provenance is one) for one in Provenance}


def deed_of(unit: int, community: int, rows: list[HourEntry], stand: set[int]) -> tuple[int, int, int]:
    done = [row for row in rows if row.unit_id == unit and row.community_id == community]
    times = [row for row in done if row.id in stand]
    return (len([row for row in times if row.source is Source.WISH]), len(times), sum(row.minutes for row in done))


def test_the_sums_and_what_came_after_them_are_the_ledger(app: Flask) -> None:
    place = Place(seed=1921)
    place.live(80)

    assert place.said() == place.counted()  # nothing is in the sums yet

    write(sums.look)
    for _ in range(3):
        assert write(lambda now: sums.take(now, 25))
    assert place.said() == place.counted()  # the most of them are

    sums.keep_up(make.NOW)
    place.live(60)
    assert place.said() == place.counted()  # corrections of what is in the sums came after them

    sums.keep_up(make.NOW)
    assert (sums.waiting(), sums_are_those_of_the_ledger()) == (0, None)
    assert place.said() == place.counted()


def test_a_list_of_hours_is_asked_about_few_persons_as_its_report_is(app: Flask) -> None:
    place = Place(12)
    place.live(60)
    sums.keep_up(make.NOW)
    place.live(20)
    found = set()

    for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(place.organisations))).all():
        for period in (period_of(word) for word in ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026")):
            shut = "hours" in closed(for_superior(as_json(report_of(one, period))))
            assert is_closed("hours", one, period) == shut, (one.code, period.word)
            found.add((shut, hour_figures(one, period).persons > 0))

    assert found == {(False, False), (False, True), (True, True)}


def test_days_that_are_no_whole_months_are_counted_from_the_ledger(app: Flask) -> None:
    place = Place(7)
    place.live(40)
    sums.keep_up(make.NOW)
    first, last = date(2025, 12, 28), date(2026, 1, 9)

    rows = sums.entries(first, last, lambda columns: columns.community_id > 0)
    people = sums.served(first, last, lambda columns: columns.community_id > 0).subquery()

    plain = live().where(HourEntry.served_on.between(first, last), HourEntry.community_id.is_not(None))
    found = db.session.scalars(plain).all()
    assert db.session.execute(sa.select(sa.func.sum(rows.c.minutes), sa.func.sum(rows.c.postings))).one() == (
        sum(one.minutes for one in found),
        len(found),
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(people)) == len({one.person_id for one in found})
    assert len(found) > 5


def test_the_worker_keeps_the_sums(app: Flask) -> None:
    make.posting_()

    TIMERS["sums"][1](make.NOW)

    assert sums.waiting() == 0
