"""Keys outside the database, encrypted columns, the blind index, masks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask

from tests import make
from volunteer.accounts.queries import person_of_phone
from volunteer.base import secrets
from volunteer.base.db import db


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王", "王"), ("王芳", "王*"), ("刘桂兰", "刘*兰"), ("欧阳建丰", "欧**丰"), ("𠮷野", "𠮷*"), ("", "")],
)
def test_a_masked_name_keeps_its_first_and_last_character(name: str, shown: str) -> None:
    assert secrets.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13919000001", "139****0001"),
        ("0931-8460000", "0931-*****00"),
        ("8460000", "*******"),
        ("", "—"),
    ],
)
def test_a_masked_phone_keeps_what_recognises_it(phone: str, shown: str) -> None:
    assert secrets.mask_phone(phone) == shown


def test_a_phone_cannot_be_read_in_the_database(app: Flask) -> None:
    make.fang()

    raw = db.session.scalar(sa.text("SELECT phone FROM people"))

    assert "1391900" not in str(raw)


def test_a_phone_is_found_by_its_whole_number(app: Flask) -> None:
    fang = make.fang()

    found = person_of_phone("13919000001")

    assert found is not None
    assert (found.id, found.phone) == (fang.id, "13919000001")


def test_the_same_phone_looks_different_each_time_it_is_encrypted(app: Flask) -> None:
    ring = secrets.keyring()

    assert ring.seal("13919000001") != ring.seal("13919000001")


def test_a_resident_cannot_be_read_in_the_database(app: Flask) -> None:
    make.wish()

    raw = db.session.execute(sa.text("SELECT name, phone, address FROM beneficiaries")).one()

    assert not any(part in str(raw) for part in ("桂兰", "13919", "桥门街"))


def test_nothing_encrypted_is_nothing(app: Flask) -> None:
    wish = make.wish(resident=make.resident(phone=None))

    assert wish.beneficiary.phone is None


def test_the_key_file_belongs_to_its_owner_alone(tmp_path: Path, app: Flask) -> None:
    before = secrets.keyring()
    secrets.open_keyring(tmp_path / "keys.json")
    secrets._ring = before

    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_an_old_key_still_reads_and_a_new_one_writes() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = secrets.Keyring("s", [old], "00", "00").seal("桥门街 12 号")

    both = secrets.Keyring("s", [new, old], "00", "00")

    assert both.unseal(sealed) == "桥门街 12 号"
    assert secrets.Keyring("s", [new], "00", "00").unseal(both.seal("再写一次")) == "再写一次"


def test_another_key_reads_nothing() -> None:
    mine, other = (secrets.Keyring("s", [Fernet.generate_key().decode()], "00", "00") for _ in range(2))

    with pytest.raises(InvalidToken):
        other.unseal(mine.seal("桥门街 12 号"))


def test_processes_that_start_together_get_the_same_keys(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from volunteer.base import secrets;"
        "sys.stdin.readline(); print(secrets.open_keyring(Path(sys.argv[1])).signing)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "new" / "keys.json")]
    starting = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]

    for one in starting:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    signing = {one.communicate()[0].strip() for one in starting}

    kept = json.loads((tmp_path / "new" / "keys.json").read_text())
    assert signing == {kept["signing"]}
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["keys.json"]
