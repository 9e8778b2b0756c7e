"""`volunteer check` finds what the rules would never do."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tests import make
from tests.make import behind_the_back
from volunteer.cli.checking import first_difference
from volunteer.partnership.models import Capacity, Post


def signed_by_one() -> None:
    make.signed(make.signing_agreement(), Capacity.A)


def two_letters() -> None:
    make.appointment()
    make.appointment(at_=make.other_school(), starts_on=date(2026, 4, 1))


# (what there is, which table, what somebody does behind the back, the check that finds it)
HARM: list[tuple[Callable[[], object], str, str, str]] = [
    (signed_by_one, "agreements", "UPDATE agreements SET state = 'active'", "agreements_in_force_are_signed_by_all"),
    (signed_by_one, "agreements", "UPDATE agreements SET state = 'draft'", "drafts_are_signed_by_nobody"),
    (
        make.active_agreement,
        "agreements",
        "UPDATE agreements SET state = 'signing'",
        "signed_agreements_are_in_force",
    ),
    (
        make.agreement,
        "agreement_parties",
        "DELETE FROM agreement_parties WHERE capacity = 'b'",
        "agreements_have_two_parties",
    ),
    (
        two_letters,
        "appointments",
        "UPDATE appointments SET organisation_id = (SELECT min(organisation_id) FROM appointments)",
        "terms_do_not_overlap",
    ),
    (
        lambda: make.appointment(at_=make.community()),
        "appointments",
        f"UPDATE appointments SET post = '{Post.VICE_PRINCIPAL.value}'",  # noqa: S608 - a word of our own
        "vice_principals_stand_at_schools",
    ),
]


@pytest.mark.parametrize(("arrange", "table", "statement", "check"), HARM, ids=[one[3] for one in HARM])
def test_what_cannot_be_is_found(
    app: Flask, arrange: Callable[[], object], table: str, statement: str, check: str
) -> None:
    arrange()
    assert first_difference() is None

    behind_the_back(table, statement)

    assert (first_difference() or "").startswith(f"{check}: ")
