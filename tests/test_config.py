"""The numbers that an operator may change, and those that a regulation holds."""

import pytest

from volunteer.config import Policy

DUE = "VOLUNTEER_RECORD_DUE_WORKDAYS"


@pytest.mark.parametrize("days", ["1", "5", "10"])
def test_the_time_to_confirm_a_list_may_be_lowered(days: str) -> None:
    assert Policy.from_environment({DUE: days}).record_due_workdays == int(days)


def test_the_time_to_confirm_a_list_is_never_raised() -> None:
    with pytest.raises(ValueError, match=f"{DUE} may only be lowered: 10 or less, not 11"):
        Policy.from_environment({DUE: "11"})


def test_a_number_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="must be 1 or more, not 0"):
        Policy.from_environment({DUE: "0"})


def test_what_no_regulation_holds_may_be_raised() -> None:
    assert Policy.from_environment({"VOLUNTEER_WISH_MAX_VALUE": "500"}).wish_max_value == 500
