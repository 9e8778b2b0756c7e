"""Signing in by password or by a one-time code."""

import hmac
from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import passwords, tries
from volunteer.accounts.models import OneTimeCode, Person
from volunteer.accounts.queries import person_of_phone
from volunteer.accounts.refusals import CannotSignIn, TooManyCodes, VerifyFirst, WrongCode
from volunteer.base import codes
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.base.secrets import blind
from volunteer.config import policy


def by_password(phone: str, password: str, address: str, now: datetime) -> int:
    """Return the id of the person whose phone and password these are.

    Runs its own transactions: a failure is counted even though the sign-in is refused, and the hash is computed
    outside of them. A pause for an account does not stop its owner: a one-time code still opens the door.

    Raises: CannotSignIn, the same for every reason.
    """
    account = f"password:{blind(phone)}"
    here = f"{account}:{address}"
    limits = {here: policy.password_tries, account: policy.account_tries, f"address:{address}": policy.address_tries}
    # Counted before it is tried: sixteen tries sent together are sixteen, not one.
    write(lambda at: tries.failed(list(limits), at))
    paused = tries.too_many({subject: most + 1 for subject, most in limits.items()}, now)
    person = person_of_phone(phone)
    found = (person.id, person.password_hash, person.disabled_at) if person else (None, None, None)
    db.session.rollback()
    person_id, stored, disabled_at = found
    right = passwords.matches(password, stored)
    if paused or not right or disabled_at is not None or person_id is None:
        raise CannotSignIn
    write(lambda _at: tries.succeeded(here, account, one_of=f"address:{address}"))
    return person_id


def send_code(phone: str, browser: str, address: str, now: datetime) -> str:
    """Return six fresh digits for a phone, asked for by this browser. The caller sends them.

    Raises: TooManyCodes.
    """
    phone_index = blind(phone)
    # Counting locks the rows: messages asked for together to one phone, or by one browser, come one after the other.
    tries.failed([f"send:{phone_index}", f"send:{codes.digest(browser)}"], now)
    hour_ago = now - HOUR
    sent = sa.select(sa.func.count()).where(OneTimeCode.sent_at > hour_ago, OneTimeCode.address == address)
    to_phone = db.session.scalar(sent.where(OneTimeCode.phone_index == phone_index)) or 0
    from_address = db.session.scalar(sent) or 0
    if to_phone >= policy.code_sends_per_hour or from_address >= policy.address_sends_per_hour:
        raise TooManyCodes
    digits = codes.digits()
    # The browser's earlier digits are dead, but their row stays for an hour: it counts as a message that was sent.
    db.session.execute(
        sa.update(OneTimeCode)
        .where(OneTimeCode.browser_hash == codes.digest(browser))
        .values(browser_hash=codes.digest(codes.bearer()))
    )
    db.session.add(
        OneTimeCode(
            browser_hash=codes.digest(browser),
            phone=phone,
            phone_index=phone_index,
            digits_hash=codes.digest(browser + digits),
            address=address,
            sent_at=now,
        )
    )
    return digits


def by_code(phone: str, digits: str, browser: str) -> Person | None:
    """Return the person whose phone was verified by these digits, None when the phone is new here.

    A wrong try is counted in a transaction of its own. Raises: WrongCode.
    """
    write(lambda _now: _count_try(browser))

    def verify(now: datetime) -> int | None:
        code = _open_code(browser, now)
        if code is None or code.phone_index != blind(phone):
            raise WrongCode
        if not hmac.compare_digest(code.digits_hash, codes.digest(browser + digits)):
            raise WrongCode
        person = person_of_phone(phone)
        if person is not None and person.disabled_at is not None:
            raise WrongCode
        code.verified_at = now
        if person is None:
            return None
        code.used_at = now
        tries.forgive(f"password:{blind(phone)}")
        return person.id

    person_id = write(verify)
    return None if person_id is None else db.session.get(Person, person_id)


def verified_phone(browser: str, now: datetime) -> str:
    """Return the phone that this browser has just verified, and use the code up. Raises: VerifyFirst."""
    code = db.session.scalar(
        sa.select(OneTimeCode).where(
            OneTimeCode.browser_hash == codes.digest(browser),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.verified_at > now - policy.code_minutes * MINUTE,
        )
    )
    if code is None:
        raise VerifyFirst
    code.used_at = now
    return code.phone


def forget(now: datetime) -> None:
    """Delete codes nobody can use any more, with the phones in them."""
    db.session.execute(sa.delete(OneTimeCode).where(OneTimeCode.sent_at < now - 2 * HOUR))


def _open_code(browser: str, now: datetime) -> OneTimeCode | None:
    return db.session.scalar(
        sa.select(OneTimeCode).where(
            OneTimeCode.browser_hash == codes.digest(browser),
            OneTimeCode.verified_at.is_(None),
            OneTimeCode.sent_at > now - policy.code_minutes * MINUTE,
            OneTimeCode.tries <= policy.code_tries,
        )
    )


def _count_try(browser: str) -> None:
    db.session.execute(
        sa.update(OneTimeCode)
        .where(OneTimeCode.browser_hash == codes.digest(browser))
        .values(tries=OneTimeCode.tries + 1)
    )
