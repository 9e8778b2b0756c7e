"""Keys outside the database: encrypted columns, the blind index, and how personal data is masked.

The key file is made at first start and readable by its owner only. Without it the encrypted columns are lost; with
the database alone nobody reads them. It is not part of a database backup on purpose.
"""

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy.engine import Dialect


class Keyring:
    """The keys of this installation: newest first for encrypting, all of them for reading."""

    def __init__(self, signing: str, fields: list[str], index: str, seals: str) -> None:
        self.signing = signing
        self.seals = bytes.fromhex(seals)
        self._fields = MultiFernet([Fernet(key) for key in fields])
        self._index = bytes.fromhex(index)

    def seal(self, text: str) -> str:
        """Return the text encrypted."""
        return self._fields.encrypt(text.encode()).decode()

    def unseal(self, text: str) -> str:
        """Return the text again. Raises: InvalidToken when the key is another one."""
        return self._fields.decrypt(text.encode()).decode()

    def blind(self, text: str) -> str:
        """Return a keyed hash by which a whole value can be looked up and nothing be read."""
        return hmac.new(self._index, text.encode(), hashlib.sha256).hexdigest()


_ring: Keyring | None = None


def keyring() -> Keyring:
    """Return the open key ring."""
    if _ring is None:
        raise RuntimeError("the key file has not been opened")
    return _ring


def open_keyring(path: Path) -> Keyring:
    """Open the key file, making it first if there is none, and use it from now on."""
    global _ring
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {
            "signing": secrets.token_hex(32),
            "fields": [Fernet.generate_key().decode()],
            "index": secrets.token_hex(32),
            "seals": secrets.token_hex(32),
        }
        # Two processes may start together: whoever links first wins, the other reads that file.
        mine = path.with_name(f".{path.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(json.dumps(fresh, indent=1))
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    held = json.loads(path.read_text())
    _ring = Keyring(held["signing"], held["fields"], held["index"], held["seals"])
    return _ring


class Encrypted(sa.types.TypeDecorator[str]):
    """Text that is encrypted in the database."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keyring().unseal(value)


def blind(text: str) -> str:
    """Return the blind index of a value."""
    return keyring().blind(text)


def mask_name(name: str) -> str:
    """Return 张*, 张*三, 欧**丰: the first and the last character stay."""
    if len(name) < 2:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str | None) -> str:
    """Return 138****1234; of a landline 0931-*****12; of something else nothing but its length; "—" of none."""
    if not phone:
        return "—"
    if len(phone) == 11 and phone.isdigit():
        return phone[:3] + "****" + phone[-4:]
    area, dash, rest = phone.rpartition("-")
    if dash and len(rest) > 2:
        return f"{area}-{'*' * (len(rest) - 2)}{rest[-2:]}"
    return "*" * len(phone)
