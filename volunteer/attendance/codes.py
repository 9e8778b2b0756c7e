"""The code on the screen: a link signed for this shift, this direction and this 15-second step.

Whoever opens the link in time gets a grant, a signed note in a cookie, and may take ten minutes to sign in and tap.
Opening records nothing: chat apps open links to preview them. The step before is accepted too, the next one never.
A code is a convenience; the list confirmed by a person is the proof.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature

from volunteer.accounts import tries
from volunteer.attendance.models import Direction, Means
from volunteer.attendance.refusals import StaleCode
from volunteer.base.clock import MINUTE, SECOND
from volunteer.base.codes import Signer, signer
from volunteer.base.secrets import keyring
from volunteer.events.models import Shift

STEP = 15 * SECOND  # shown this long; the step before is still accepted, the next one never
GRANT_LIFE = 10 * MINUTE  # time to sign in after the scan; the code itself is long dead by then
BATCH = 8  # codes the screen holds: two minutes without the network, then it says so
DIGIT_TRIES = 8  # tries of one person at one shift, within the window of tries
_LETTERS = {Direction.IN: "I", Direction.OUT: "O"}
_POSTER = "P"


@dataclass(frozen=True)
class Code:
    """One code of the screen: the path its QR leads to, the digits beside it, and from when to when it is shown."""

    path: str
    digits: str
    shown_from: datetime
    shown_until: datetime


@dataclass(frozen=True)
class Grant:
    """What a valid code was turned into."""

    shift_code: str
    direction: Direction
    means: Means
    nonce: str


def step_of(moment: datetime) -> int:
    """Return the number of the 15-second step a moment lies in."""
    return int(moment.timestamp()) // int(STEP.total_seconds())


def batch(shift: Shift, direction: Direction, now: datetime, count: int = BATCH) -> list[Code]:
    """Return the code of this step and the next ones. The screen gets codes, never the secret."""
    first = step_of(now)
    return [_code(shift, direction, step, now) for step in range(first, first + count)]


def poster(shift: Shift, direction: Direction) -> str:
    """Return the path of the fixed code on paper. Its scans always wait for the leader."""
    return f"/s/{shift.code}{_LETTERS[direction]}{_POSTER}-{_mac(shift.code, direction, _POSTER)[:16]}"


def grant_for(text: str, now: datetime) -> Grant:
    """Return the grant of a code that is read from a link. Raises: StaleCode for an old, forged or changed one."""
    head, dash, mac = text.partition("-")
    shift_code, letter, word = head[:8], head[8:9], head[9:]
    direction = next((one for one, sign in _LETTERS.items() if sign == letter), None)
    if not dash or direction is None or len(shift_code) != 8 or not word.isascii():
        raise StaleCode
    if not hmac.compare_digest(_mac(shift_code, direction, word)[:16].encode(), mac.encode("utf-8", "replace")):
        raise StaleCode
    if word == _POSTER:
        return Grant(shift_code, direction, Means.POSTER, secrets.token_urlsafe(12))
    if int(word, 36) not in (step_of(now), step_of(now) - 1):
        raise StaleCode
    return Grant(shift_code, direction, Means.SCREEN, secrets.token_urlsafe(12))


def sealed(grant: Grant) -> str:
    """Return the grant as the cookie carries it."""
    return _signer().dumps([grant.shift_code, grant.direction.value, grant.means.value, grant.nonce])


def opened(cookie: str) -> Grant:
    """Return the grant behind a cookie. Raises: StaleCode after ten minutes, or for one that is none."""
    try:
        shift_code, direction, means, nonce = _signer().loads(cookie, max_age=int(GRANT_LIFE.total_seconds()))
    except (BadSignature, ValueError, TypeError) as error:
        raise StaleCode from error
    return Grant(shift_code, Direction(direction), Means(means), nonce)


def named_in(cookie: str) -> str:
    """Return the code of the shift that a grant, also an old one, was for; empty for what is none."""
    try:
        return str(_signer().loads(cookie)[0])
    except (BadSignature, ValueError, TypeError, LookupError):
        return ""


def digits_fit(shift: Shift, direction: Direction, typed: str, now: datetime) -> bool:
    """Say whether these are the digits of this step or the one before."""
    step = step_of(now)
    wanted = [_digits(shift.code, direction, _base36(one)).encode() for one in (step, step - 1)]
    return any(hmac.compare_digest(one, typed.encode("utf-8", "replace")) for one in wanted)


def count_digits(person_id: int, shift: Shift, now: datetime) -> None:
    """Count a try before the digits are looked at. Its own transaction: guesses sent together are all counted."""
    tries.failed([_subject(person_id, shift)], now)


def may_try_digits(person_id: int, shift: Shift, now: datetime) -> bool:
    """Say whether the person has tries left at this shift; the one in hand has been counted."""
    return not tries.too_many({_subject(person_id, shift): DIGIT_TRIES + 1}, now)


def right_digits(person_id: int, shift: Shift) -> None:
    """Forget the tries of who typed the right ones."""
    tries.succeeded(_subject(person_id, shift))


def _subject(person_id: int, shift: Shift) -> str:
    return f"digits:{person_id}:{shift.id}"


def _code(shift: Shift, direction: Direction, step: int, now: datetime) -> Code:
    word = _base36(step)
    path = f"/s/{shift.code}{_LETTERS[direction]}{word}-{_mac(shift.code, direction, word)[:16]}"
    began = datetime.fromtimestamp(step * STEP.total_seconds(), now.tzinfo)
    return Code(path, _digits(shift.code, direction, word), began, began + STEP)


def _digits(shift_code: str, direction: Direction, word: str) -> str:
    return f"{int(_mac(shift_code, direction, 'digits:' + word), 16) % 1_000_000:06d}"


def _mac(shift_code: str, direction: Direction, word: str) -> str:
    text = f"{shift_code}:{direction.value}:{word}".encode()
    return hmac.new(keyring().signing.encode(), text, "sha256").hexdigest()


def _base36(number: int) -> str:
    signs, out = "0123456789abcdefghijklmnopqrstuvwxyz", ""
    while number:
        number, rest = divmod(number, 36)
        out = signs[rest] + out
    return out or "0"


def _signer() -> Signer:
    return signer(keyring().signing, "check-in grant")
