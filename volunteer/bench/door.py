"""A check-in against the floor (`bench/floor_app.py` of the checkout): rounds in turn, quoted as medians."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from volunteer.accounts.models import LoginSession
from volunteer.attendance import codes as door_codes
from volunteer.attendance.models import Attendance, Direction, Means, Scan
from volunteer.attendance.models import State as Presence
from volunteer.base import clock, codes
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.bench import asking, cpu, crowd, filling, ledger, serving
from volunteer.bench.crowd import Ask
from volunteer.bench.databases import Backend, settled
from volunteer.bench.sizes import Sizes
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState, State

CHECK_IN = "/attendance/check-in"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Round:
    """CPU seconds of one answer in one round, and the part of the machine that other programs took meanwhile."""

    floor: float
    post: float
    page: float
    others: float


@dataclass(frozen=True)
class Cost:
    """CPU of one answer, in milliseconds: of web and database together."""

    floor: float
    post: float
    page: float
    others: float  # the largest part of the machine that other programs took in a round that is counted
    clean_rounds: int
    rounds: int
    statements: int

    @classmethod
    def of(cls, rounds: Sequence[Round], statements: int) -> "Cost":
        """Return the medians of the clean rounds; when there is none, the round with the fewest others."""
        clean = [one for one in rounds if one.others <= cpu.OTHERS_MOST]
        counted = clean or [min(rounds, key=lambda one: one.others)]
        floor, post, page = (
            statistics.median(getattr(one, name) for one in counted) * 1000 for name in ("floor", "post", "page")
        )
        return cls(floor, post, page, max(one.others for one in counted), len(clean), len(rounds), statements)

    def as_json(self) -> dict[str, object]:
        """Return the fixed keys and what stands beside them."""
        return {
            "cpu_ms": round(self.post, 3),
            "floor_cpu_ms": round(self.floor, 3),
            "ratio": round(self.post / self.floor, 2),
            "page_cpu_ms": round(self.page, 3),
            "ratio_with_page": round((self.post + self.page) / self.floor, 2),
            "statements": self.statements,
            "rounds": self.rounds,
            "clean_rounds": self.clean_rounds,
            "others_percent": round(self.others * 100, 1),
        }


def cost_of_a_check_in(app: Flask, url: str, floor_url: str, backend: Backend, sizes: Sizes, folder: Path) -> Cost:
    """Return what a check-in costs on this database, whose tables are made and empty."""
    held = app.config["VOLUNTEER"]
    environment = {"DATABASE_URL": url, "VOLUNTEER_DATA": str(held.data), "VOLUNTEER_KEYS": str(held.keys)}
    log = folder / "servers.log"
    rounds: list[Round] = []
    with serving.product(environment, log) as product, serving.floor(floor_url, log) as floor:
        redeem = [
            Ask("POST", "/redeem", b'{"secret": "%s"}' % one.encode(), {"Content-Type": "application/json"})
            for one in serving.floor_secrets(floor_url, sizes.people)
        ]
        tokens, shifts, statements = _filled(app, url, sizes)
        cookies = [asking.cookie_and_token(app, token) for token in tokens]
        for served in (floor, product):
            served.wait(log)
        for shift in shifts:
            serving.empty_floor(floor_url)
            rounds.append(_round(app, shift, cookies, redeem, (floor, product), backend.servers, sizes))
            if len(rounds) >= sizes.rounds and sum(one.others <= cpu.OTHERS_MOST for one in rounds) >= sizes.rounds:
                break
    return Cost.of(rounds, statements)


def _filled(app: Flask, url: str, sizes: Sizes) -> tuple[list[str], list[str], int]:
    """Put people and shifts in; return the tokens of the people, the shifts, and the statements of one check-in."""
    with app.app_context():
        now = clock.now()
        people = filling.place(sizes.people, now)
        ids = range(people.first_person, people.first_person + sizes.people)
        shifts = _shifts(people, sizes.most_rounds + 2, now)
        _came(people, shifts.pop(), now)
        tokens = filling.sign_in(ids, now)
        db.session.remove()
        settled(url)
        statements = _statements(app, shifts.pop(), tokens[0])
        db.session.remove()
        db.engine.dispose()
    return tokens, shifts, statements


def _round(
    app: Flask,
    shift: str,
    cookies: Sequence[tuple[str, str]],
    redeem: Sequence[Ask],
    servers: tuple[serving.Served, serving.Served],
    database: tuple[int, ...],
    sizes: Sizes,
) -> Round:
    """Let everybody check in once at the floor and once at the product, then open the pages they were led to."""
    floor, product = servers
    with app.app_context():  # each has just opened the link of the code, so the session was seen a moment ago
        write(lambda now: db.session.execute(sa.update(LoginSession).values(last_seen_at=now)))
        db.session.remove()
        db.engine.dispose()
    taps = [_tap(shift, cookie, form_token) for cookie, form_token in cookies]
    watch = cpu.Watch.begin(*database)
    floor_took, answers = _took(floor, redeem, database, sizes.connections)
    _must(answers, 201)
    post_took, answers = _took(product, taps, database, sizes.connections)
    _must(answers, 303)
    pages = [
        Ask("GET", answer.location, None, {"Cookie": tap.headers["Cookie"]})
        for answer, tap in zip(answers, taps, strict=True)
    ]
    page_took, answers = _took(product, pages, database, sizes.connections)
    _must(answers, 200)
    return Round(floor_took, post_took, page_took, watch.others())


def _took(
    served: serving.Served, asks: Sequence[Ask], database: tuple[int, ...], connections: int
) -> tuple[float, list[crowd.Answer]]:
    """Return the CPU seconds of one answer, and the answers."""
    before = cpu.of_trees(served.pid, *database)
    answers = crowd.asked(served.port, asks, connections)
    return (cpu.of_trees(served.pid, *database) - before) / len(asks), answers


def _must(answers: Sequence[crowd.Answer], status: int) -> None:
    """Raises: RuntimeError when an answer is another one: what it cost says nothing then."""
    odd = [one.status for one in answers if one.status != status]
    if odd:
        raise RuntimeError(f"{len(odd)} of {len(answers)} answers were not {status}: {sorted(set(odd))}")


def _tap(shift: str, cookie: str, form_token: str) -> Ask:
    grant = door_codes.sealed(door_codes.Grant(shift, Direction.IN, Means.SCREEN, codes.bearer()))
    body = urlencode({"csrf_token": form_token}).encode()
    return Ask("POST", CHECK_IN, body, {**FORM, "Cookie": f"session={cookie}; grant={grant}"})


def _statements(app: Flask, shift: str, token: str) -> int:
    """Return how many statements one check-in takes, the page it leads to included."""
    browser = asking.Browser.of(app, token)
    grant = door_codes.Grant(shift, Direction.IN, Means.SCREEN, codes.bearer())
    browser.client.set_cookie("grant", door_codes.sealed(grant))
    with asking.statements() as seen:
        answer = browser.post(CHECK_IN)
        shown = browser.get(answer.headers.get("Location", "/"))
    if (answer.status_code, shown.status_code) != (303, 200):
        raise RuntimeError(f"a check-in was answered {answer.status}, its page {shown.status}")
    return len(seen)


def _shifts(place: filling.Place, count: int, now: datetime) -> list[str]:
    """Make one event with so many shifts that run now, everybody signed up for each, and return their codes."""

    def act(_now: datetime) -> list[str]:
        event = Event(**_notice(place, now))
        db.session.add(event)
        db.session.flush()
        made = []
        for _ in range(count):
            shift = Shift(
                code=codes.name(), event_id=event.id, starts_at=now - MINUTE, ends_at=now + 3 * HOUR, break_minutes=0
            )
            db.session.add(shift)
            db.session.flush()
            post = Post(
                code=codes.name(),
                shift_id=shift.id,
                name="秩序引导",
                places=place.people,
                taken=place.people,
                waiting=0,
            )
            db.session.add(post)
            db.session.flush()
            filling.put(
                SignUp,
                place.people,
                code=filling.named(f"{shift.code}-"),
                post_id=post.id,
                shift_id=shift.id,
                person_id=filling.counted(place.first_person - 1),
                state=SignUpState.CONFIRMED,
                signed_up_at=now,
            )
            made.append(shift.code)
        return made

    return write(act)


def _came(place: filling.Place, code: str, now: datetime) -> None:
    """Let everybody have come to one shift already: a house has scans from its second event on, and PostgreSQL keeps
    for a while what it planned when there were none, which is to read the whole table.
    """

    def act(_now: datetime) -> None:
        shift_id = db.session.scalars(sa.select(Shift.id).where(Shift.code == code)).one()
        same = {"shift_id": shift_id, "person_id": filling.counted(place.first_person - 1)}
        way = {"direction": Direction.IN, "means": Means.SCREEN, "scanned_at": now}
        named = {"code": filling.named(f"{code}-"), "grant": filling.named(f"{code}-")}
        filling.put(Scan, place.people, **same, **way, **named)
        filling.put(Attendance, place.people, **same, state=Presence.IN, came_at=now, came_by=Means.SCREEN)

    write(act)


def _notice(place: filling.Place, now: datetime) -> dict[str, object]:
    return {
        **ledger.PLAIN,
        "code": codes.name(),
        "host_id": place.first_community,
        "community_id": place.first_community,
        "author_id": place.clerk_id,
        "leader_id": place.clerk_id,
        "state": State.PUBLISHED,
        "state_since": now,
        "published_at": now,
    }
