"""Invented people never come into a real installation."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer import demo
from volunteer.base.db import db
from volunteer.demo.refusals import NotTheDemo
from volunteer.wishes.models import Wish


def never(now: datetime) -> None:
    raise AssertionError("nothing is there to be sealed")


def test_a_database_with_real_people_in_it_is_left_alone(app: Flask) -> None:
    make.jing()

    with pytest.raises(NotTheDemo, match="空的数据库"):
        demo.make(make.NOW, seal=never)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Wish)) == 0
    assert demo.accounts() == []


def test_without_the_demo_there_are_no_accounts_to_try(app: Flask) -> None:
    assert demo.accounts() == []
