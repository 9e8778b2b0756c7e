"""Telling people something: the inbox is the record, messages by phone are extra."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import jobs
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.cli import serving
from volunteer.notices import inbox, outbox, queries
from volunteer.notices.channels import DemoOutbox, Program, channel_for
from volunteer.notices.models import Message


def told(text: str = "有人认领了您的心愿", path: str = "/wishes/AAAA2222") -> int:
    fang = make.fang().id
    write(lambda now: inbox.tell(fang, text, path, now))
    return fang


def test_a_notice_waits_unread(app: Flask) -> None:
    fang = told()

    assert (queries.unread(fang), [one.text for one in queries.notices_of(fang)]) == (1, ["有人认领了您的心愿"])


def test_reading_a_notice_leads_to_what_it_is_about(app: Flask) -> None:
    fang = told()
    code = queries.notices_of(fang)[0].code

    path = write(lambda now: inbox.read(fang, code, now))

    assert (path, queries.unread(fang)) == ("/wishes/AAAA2222", 0)


def test_nobody_reads_anothers_notice(app: Flask) -> None:
    fang, lei = told(), make.lei().id
    code = queries.notices_of(fang)[0].code

    assert write(lambda now: inbox.read(lei, code, now)) is None
    assert queries.unread(fang) == 1


def test_reading_again_keeps_the_first_time(app: Flask) -> None:
    fang = told()
    code = queries.notices_of(fang)[0].code
    write(lambda now: inbox.read(fang, code, now))

    write(lambda now: inbox.read(fang, code, now + DAY))

    assert queries.notices_of(fang)[0].read_at == make.NOW


def test_all_are_read_at_once_and_nobody_elses(app: Flask) -> None:
    fang = told()
    told()
    li = make.li().id
    write(lambda now: inbox.tell(li, "给李强", "/", now))

    write(lambda now: inbox.read_all(fang, now))

    assert (queries.unread(fang), queries.unread(li)) == (0, 1)


def test_notices_come_newest_first_and_by_key(app: Flask) -> None:
    for number in range(5):
        fang = told(str(number))

    first = queries.notices_of(fang, limit=2)
    then = queries.notices_of(fang, after=first[-1].id, limit=2)

    assert [one.text for one in (*first, *then)] == ["4", "3", "2", "1"]


# ------------------------------------------------------------------------------ by phone


class Heard:
    """A channel that keeps what it was given."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def send(self, to: str, text: str) -> None:
        self.said.append((to, text))


def posted() -> int:
    write(lambda now: outbox.post("13919000001", "验证码 123456", now))
    return db.session.scalars(sa.select(Message.id)).one()


def test_a_message_goes_out_once(app: Flask) -> None:
    id_, heard = posted(), Heard()

    outbox.deliver(id_, heard)
    outbox.deliver(id_, heard)

    assert heard.said == [("13919000001", "验证码 123456")]
    assert db.session.get_one(Message, id_).sent_at == make.NOW


def test_a_message_that_is_gone_is_not_sent(app: Flask) -> None:
    heard = Heard()

    outbox.deliver(99, heard)

    assert heard.said == []


def test_a_message_waits_in_the_same_transaction_as_its_cause(app: Flask) -> None:
    def refused(now: datetime) -> None:
        outbox.post("13919000001", "验证码 123456", now)
        raise Refusal

    with pytest.raises(Refusal):
        write(refused)

    assert jobs.take(make.NOW) is None
    assert queries.latest_messages() == []


def test_the_worker_sends_what_waits(app: Flask) -> None:
    id_ = posted()
    heard = Heard()

    jobs.run_due({"message": lambda payload, _now: outbox.deliver(int(str(payload["message_id"])), heard)}, make.NOW)

    assert db.session.get_one(Message, id_).sent_at == make.NOW


def test_without_a_way_out_a_message_stays_and_says_why(app: Flask) -> None:
    posted()

    jobs.run_due(serving.handlers(), make.NOW)

    assert "VOLUNTEER_SMS_COMMAND" in str(db.session.scalar(sa.select(jobs.Job.error)))


def test_neither_number_nor_words_can_be_read_in_the_database(app: Flask) -> None:
    posted()

    raw = str(db.session.execute(sa.text("SELECT * FROM messages")).one())

    assert not any(word in raw for word in ("13919000001", "123456"))


def test_old_messages_are_deleted(app: Flask) -> None:
    make.done(lambda now: outbox.post("13919000001", "旧", now), make.NOW - 8 * DAY)
    posted_now = [one.text for one in (posted_one(),)]

    serving.tidy(make.NOW)

    assert [one.text for one in queries.latest_messages()] == posted_now


def posted_one() -> Message:
    write(lambda now: outbox.post("13919000001", "新", now))
    return queries.latest_messages()[0]


def test_the_operators_program_gets_the_message_as_json(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    script = f"import sys, pathlib; pathlib.Path({str(kept)!r}).write_text(sys.stdin.read(), 'utf-8')"

    Program(f'{sys.executable} -c "{script}"').send("13919000001", "验证码 123456")

    assert json.loads(kept.read_text("utf-8")) == {"to": "13919000001", "text": "验证码 123456"}


def test_a_program_that_fails_is_a_failure() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        Program("false").send("13919000001", "验证码 123456")


def test_the_way_out_is_the_operators_program_or_the_demo_page_or_none() -> None:
    ways = [channel_for(command, demo=demo) for command, demo in (("true", True), ("", True), ("", False))]

    assert [type(way) for way in ways] == [Program, DemoOutbox, type(None)]
