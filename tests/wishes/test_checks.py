"""Each check of the wishes turns red when the fact it proves is broken behind the rules' back."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from volunteer.wishes import checks

Check = Callable[[], str | None]


def test_what_was_lived_passes_every_check(app: Flask) -> None:
    make.a_row_in_every_table()

    assert [check() for check in checks.CHECKS] == [None] * len(checks.CHECKS)


@pytest.mark.parametrize(
    ("check", "change", "said"),
    [
        (checks.a_claimed_wish_has_its_claim, "wishes SET state = 'published' WHERE id = 1", "wish 1 is published"),
        (checks.a_claimed_wish_has_its_claim, "wishes SET state = 'claimed', outcome = NULL WHERE id = 2", "wish 2"),
        (checks.a_fulfilled_wish_was_accepted_once, "confirmations SET is_accepted = (1 = 0)", "accepted 0 times"),
        (checks.a_fulfilled_wish_was_accepted_once, "wish_claims SET ending = 'released' WHERE id = 2", "wish 2"),
        (checks.a_credited_claim_has_its_posting, "wish_claims SET hour_entry_id = NULL", "claim 2 says credited"),
        (checks.a_credited_claim_has_its_posting, "hour_entries SET source_id = 99", "claim 2 says credited"),
        (checks.what_needs_a_follow_up_says_so, "wishes SET needs_follow_up = (1 = 0)", "wish 2 does not say"),
        (checks.what_needs_a_follow_up_says_so, "wishes SET needs_follow_up = (1 = 1)", "wish 1 does not say"),
        (checks.a_posting_has_its_claim, "hour_entries SET source_id = 99", "no claim points to it"),
        (
            checks.a_posting_has_its_claim,
            "wish_claims SET hour_entry_id = NULL, credit = NULL",
            "no claim points to it",
        ),
    ],
)
def test_a_changed_row_turns_its_check_red(app: Flask, check: Check, change: str, said: str) -> None:
    make.claimed_wish()
    make.fulfilled_wish()

    make.behind_the_back("hour_entries", f"UPDATE {change}")

    assert said in str(check())


def test_a_minute_that_nobody_earned_is_found(app: Flask) -> None:
    make.fulfilled_wish()

    make.posting_(started_at=make.NOW - 5 * make.DAY, source_id=77)

    assert "no claim points to it" in str(checks.a_posting_has_its_claim())
