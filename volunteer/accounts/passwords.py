"""Passwords: argon2id at the strength OWASP names, so that sixteen sign-ins at once take 300 MB and not a gigabyte."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from volunteer.accounts.refusals import WeakPassword

# Source: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified when there is no account, so that a missing one takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")
_COMMON = ("password", "qwerty", "abc123", "iloveyou", "woaini", "admin", "letmein", "volunteer", "zhiyuan")


def hashed(password: str) -> str:
    """Return the hash to store. Slow on purpose: call it outside `write()`."""
    return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Say whether the password is right. It takes as long when there is nothing to compare with."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except VerificationError:
        return False


def check(password: str, phone: str = "", name: str = "") -> None:
    """Refuse what is guessed first. Raises: WeakPassword."""
    plain = password.lower()
    if len(password) < 10 or plain.isdigit() or len(set(plain)) < 4:
        raise WeakPassword
    if any(word in plain for word in _COMMON) and len(password) < 16:
        raise WeakPassword
    if (phone and phone in plain) or (name and plain.startswith(name)):
        raise WeakPassword
