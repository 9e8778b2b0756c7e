"""Public references and secrets that are handed out. Row numbers never leave the house."""

import functools
import hashlib
import secrets
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.url_safe import URLSafeSerializerMixin

# No 0 O 1 I L: these are read aloud and typed from paper.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def name() -> str:
    """Return eight letters that name a thing. Knowing them gives no right."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 8), ""  # asks the system once, not eight times
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def bearer() -> str:
    """Return 160 random bits as text. Whoever holds it has the right."""
    return secrets.token_urlsafe(20)


def digits() -> str:
    """Return six digits, leading zeros included."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(text: str) -> str:
    """Return the SHA-256 of a bearer code, which is what the database keeps of it."""
    return hashlib.sha256(text.encode()).hexdigest()


class Signer(URLSafeTimedSerializer):
    """Signs what is handed out and comes back. What others have packed it reads; it packs nothing itself: to make
    forty letters shorter, zlib clears more memory than the whole page needs.
    """

    def dump_payload(self, obj: Any) -> bytes:
        """Return it as letters that an address may carry."""
        return base64_encode(super(URLSafeSerializerMixin, self).dump_payload(obj))


@functools.cache
def signer(key: str, salt: str) -> Signer:
    """Return what signs with this key for this one purpose, made once."""
    return Signer(key, salt=salt)
