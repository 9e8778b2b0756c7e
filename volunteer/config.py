"""Every setting, with its unit and its default. Imports nothing of ours.

`Settings` is where an installation stands (folders, addresses, keys); `Policy` holds the numbers that a city may
change. Both come from the environment and never change while a process runs.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

# What a regulation sets a limit to: an operator may promise more, never less.
_AT_MOST = {
    "record_due_workdays": 10,  # working days; Order 67 art. 11
    "report_due_day": 28,  # every month has one
}


@dataclass(frozen=True)
class Policy:
    """Numbers of the trade that operators change. `VOLUNTEER_WISH_MAX_VALUE=500` sets `wish_max_value`."""

    hours_step_minutes: int = 6  # 0.1 hour, so that the shown rows always add up to the shown total
    hours_min_creditable_minutes: int = 30
    hours_daily_cap_minutes: int = 480  # more needs a second approver

    wish_max_value: int = 300  # CNY, an estimate only
    wish_max_active_claims: int = 3
    wish_review_days: int = 3  # working days
    wish_publish_days: int = 30  # days a wish stays open before it expires
    wish_contact_hours: int = 24  # after the claim: the first reminder to get in touch
    wish_docking_days: int = 7  # after the claim: given back when nobody got in touch
    wish_fulfil_days: int = 30  # after the claim: given back when nothing was delivered
    wish_confirm_days: int = 3  # after the delivery: the clerk is reminded to ask the resident
    wish_followup_days: int = 7  # after the confirmation

    hours_early_grace_minutes: int = 15  # before a shift begins, still counted
    hours_late_grace_minutes: int = 30  # after it ends
    record_due_workdays: int = 10  # a list is confirmed within these (Order 67 art. 11); may only be lowered
    event_promote_until_hours: int = 12  # until then the waiting list moves up by itself, then the leader picks
    headcount_apart_percent: int = 5  # a counted headcount further off than this is flagged

    registration_renew_days: int = 365  # a registration stands this long, then it is renewed
    registration_grace_days: int = 30  # after that day it lapses
    roster_most_rows: int = 20000  # of one imported file
    roster_keep_days: int = 7  # a file that was checked and not imported is kept

    appointment_years: int = 5  # of a tutor, at the most (the model programme)
    vice_principal_years: int = 3  # verify locally
    vice_principal_schools: int = 2  # of one person at a time (Ministry of Education Order 52)
    vice_principal_periods: int = 4  # class periods a year, at the least (Order 52)
    clearance_years: int = 1  # a clearance to meet minors is good this long at the most

    order_answer_days: int = 3  # working days in which an order is answered
    order_invite_days: int = 3  # working days after which an unanswered invitation comes back
    order_review_days: int = 7  # after the class was recorded: closed without a review
    order_review_link_days: int = 30  # a review by the link is taken this long
    order_most_open: int = 20  # that a school or community has before it at one time, until they are taught
    order_postpone_days: int = 1  # a class is put off to this many days from now at the least
    order_ahead_days: int = 200  # no class is ordered for a day further off

    report_due_day: int = 5  # of the month after a period: until then its report is in time
    report_accept_days: int = 5  # working days in which a report that came in is accepted or returned

    code_minutes: int = 10  # a one-time code is good this long
    code_tries: int = 5  # wrong digits before a code is dead
    code_sends_per_hour: int = 5  # to one phone from one address
    address_sends_per_hour: int = 60  # from one address: a school or an office shares one
    password_tries: int = 5  # wrong passwords for one account from one address
    account_tries: int = 20  # for one account from everywhere: strangers cannot shut its owner out with five
    address_tries: int = 60  # wrong passwords from one address
    tries_minutes: int = 15  # the window in which tries are counted, and the length of the pause
    staff_idle_minutes: int = 30
    staff_session_hours: int = 8
    shared_idle_minutes: int = 15  # a phone that several people use
    idle_days: int = 30

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Policy":
        """Return the policy with every `VOLUNTEER_<NAME>` of the environment put in. Raises: ValueError."""
        changed = {}
        for one in fields(cls):
            text = environ.get(f"VOLUNTEER_{one.name.upper()}")
            if text is None:
                continue
            number = int(text)
            if number < 1:
                raise ValueError(f"VOLUNTEER_{one.name.upper()} must be 1 or more, not {number}")
            most = _AT_MOST.get(one.name, number)
            if number > most:
                raise ValueError(f"VOLUNTEER_{one.name.upper()} may only be lowered: {most} or less, not {number}")
            changed[one.name] = number
        return cls(**changed)


@dataclass(frozen=True)
class Settings:
    """Where this installation stands."""

    data: Path  # the database, the keys and the prepared assets
    database_url: str
    keys: Path  # outside the database and its backups
    origin: str  # public address in links, QR codes and messages, without a slash at the end
    demo: bool = False  # invented people, a page that shows the messages sent
    port: int = 8000
    host: str = "127.0.0.1"
    workers: int = 2
    threads: int = 8
    proxies: int = 0  # trusted reverse proxies in front, whose X-Forwarded-* is believed
    secure_cookies: bool = False
    sms_command: str = ""  # a program that gets {"to": …, "text": …} on standard input; empty: no messages by phone
    site_name: str = "兰州社区志愿服务"
    site_phone: str = "0931-8460000"
    # Whom to ring when a child may be in danger, one tap from each class (Law on the Protection of Minors art. 11).
    harm_numbers: tuple[tuple[str, str], ...] = (
        ("110", "报警，孩子正有危险先打这个"),
        ("12355", "青少年服务台，心理和法律援助"),
        ("12309", "检察服务，举报侵害未成年人"),
    )
    log_level: str = "INFO"
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings of this process. Raises: ValueError for a number that is none."""
        data = Path(environ.get("VOLUNTEER_DATA") or "var").resolve()
        port = int(environ.get("PORT", "8000"))
        is_lan = environ.get("LAN", "") == "1"
        own = lan_address() if is_lan else "127.0.0.1"
        origin = environ.get("VOLUNTEER_ORIGIN", f"http://{own}:{port}").rstrip("/")
        return cls(
            data=data,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{data / 'volunteer.db'}",
            keys=Path(environ.get("VOLUNTEER_KEYS") or data / "keys.json"),
            origin=origin,
            demo=environ.get("VOLUNTEER_DEMO", "") == "1",
            port=port,
            host=environ.get("VOLUNTEER_HOST", "0.0.0.0" if is_lan else "127.0.0.1"),  # noqa: S104 - asked for by LAN=1
            workers=int(environ.get("VOLUNTEER_WORKERS", "2")),
            threads=int(environ.get("VOLUNTEER_THREADS", "8")),
            proxies=int(environ.get("VOLUNTEER_PROXIES", "0")),
            secure_cookies=origin.startswith("https://"),
            sms_command=environ.get("VOLUNTEER_SMS_COMMAND", ""),
            site_name=environ.get("VOLUNTEER_SITE_NAME", cls.site_name),
            site_phone=environ.get("VOLUNTEER_SITE_PHONE", cls.site_phone),
            harm_numbers=_numbers(environ.get("VOLUNTEER_HARM_NUMBERS", "")) or cls.harm_numbers,
            log_level=environ.get("VOLUNTEER_LOG_LEVEL", "INFO"),
        )


def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    """Return (number, for what) of 110=报警;12355=青少年服务台."""
    rows = (row.partition("=") for row in text.split(";") if row.strip())
    return tuple((number.strip(), words.strip()) for number, _sign, words in rows)


def lan_address() -> str:
    """Return this machine's address in its local network, so that a phone beside it can open the demo."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation: nothing is sent, a route is chosen
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


# The numbers of this process. Rules read them here, so that a rule needs no settings handed down to it.
policy = Policy.from_environment(os.environ)
