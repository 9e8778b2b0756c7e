"""Wrong passwords are counted in the database: no process knows less than the others."""

import re

import pytest
import sqlalchemy as sa

from tests import make
from tests.races.crowd import Answer, Visitor, guest, statuses, together
from tests.races.serving import Served
from volunteer.accounts.models import Tries
from volunteer.base.db import db
from volunteer.config import policy

pytestmark = pytest.mark.race

PHONE = "13919000001"
REFUSED = "手机号或密码不对，或者试的次数太多了。您可以改用短信验证码登录"


def try_password(visitor: Visitor, password: str) -> Answer:
    return visitor.post("/login/password", phone=PHONE, password=password)


def refused(answers: list[Answer]) -> bool:
    """Whether all of them say the one sentence that gives nothing away."""
    return statuses(answers) == {422: len(answers)} and all(REFUSED in answer.text for answer in answers)


def test_wrong_passwords_at_one_process_close_the_door_at_every_other(served: Served) -> None:
    make.person("王芳", PHONE, password=make.PASSWORD)
    processes = served.processes()
    fang = guest(served)

    wrong = []
    for number in range(policy.password_tries):
        with served.only(processes[number % len(processes)]):
            wrong.append(try_password(fang, f"猜一猜 {number}"))
    right = []
    for process in processes:
        with served.only(process):
            right.append(try_password(fang, make.PASSWORD))

    assert refused(wrong)
    assert refused(right)


def test_wrong_passwords_sent_together_are_all_counted_and_a_code_still_lets_the_owner_in(served: Served) -> None:
    make.person("王芳", PHONE, password=make.PASSWORD)
    fang = guest(served)

    wrong = together(
        [(guest(served), "/login/password", {"phone": PHONE, "password": f"猜一猜 {number}"}) for number in range(12)]
    )
    db.session.rollback()
    counted = set(db.session.scalars(sa.select(Tries.count)))
    right = try_password(fang, make.PASSWORD)
    asked = fang.post("/login/code", phone=PHONE)
    fang.cookie = asked.cookie  # only the browser that asked for the digits may use them
    found = re.search(r"验证码 (\d{6})", fang.get("/demo/outbox").text)
    assert found is not None
    entered = fang.post("/login", phone=PHONE, digits=found[1])
    fang.cookie = entered.cookie

    assert refused([*wrong, right])
    assert counted == {12}  # for the account and for the address
    assert (asked.status, entered.status) == (200, 303)
    assert "王芳" in fang.get("/me").text
