"""The receiver's word on a delivery, and the minutes that follow from it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import write
from volunteer.base.refusal import NotYours, Refusal
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import balance, posting_of
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.wishes import confirming
from volunteer.wishes.models import Confirmation, Credit, Ending, Outcome, Spoke, State, Wish, WishClaim, Witness
from volunteer.wishes.queries import (
    active_claim,
    claims_of_wish,
    completed_claim,
    confirmation_of,
    deliveries_of,
    latest_delivery,
)
from volunteer.wishes.refusals import ConfirmedByOneself, NothingToSettle


def accept(wish: Wish, witness: Witness, by: Person | None, **how: object) -> Confirmation:
    who = make.principal(by) if by else None
    return write(lambda now: confirming.accept(wish, witness, who, now, **how))  # type: ignore[arg-type]


def decline(wish: Wish, witness: Witness = Witness.BENEFICIARY, by: Person | None = None) -> None:
    who = make.principal(by) if by else None
    write(lambda now: confirming.decline(wish, "收音机没有声音", witness, who, now))


def settle(wish: Wish, by: Person) -> Credit:
    who = make.principal(by)
    return write(lambda now: confirming.settle_hours(wish, who, now))


def claim_of(wish: Wish) -> WishClaim:
    claim = completed_claim(wish)
    assert claim is not None
    return claim


def entry_of(wish: Wish) -> HourEntry:
    entry = posting_of(Source.WISH, claim_of(wish).id)
    assert entry is not None
    return entry


# ------------------------------------------------------------------------------ accepting


def test_the_residents_word_closes_the_wish_as_fulfilled(app: Flask) -> None:
    wish = make.delivered_wish()

    accept(wish, Witness.BENEFICIARY, make.liu())

    assert (wish.state, wish.outcome, wish.closed_at) == (State.CLOSED, Outcome.FULFILLED, make.NOW)
    assert (claim_of(wish).ending, claim_of(wish).ended_at, active_claim(wish)) == (Ending.COMPLETED, make.NOW, None)


def test_fulfilled_in_part_is_an_outcome_of_its_own(app: Flask) -> None:
    wish = make.delivered_wish()

    kept = accept(wish, Witness.BENEFICIARY, make.liu(), is_partly=True, satisfaction=4, words="还缺一副耳机")

    assert (wish.outcome, kept.is_partly, kept.satisfaction, kept.words) == (Outcome.PARTLY, True, 4, "还缺一副耳机")


def test_the_volunteer_is_told_whose_word_it_was(app: Flask) -> None:
    wish = make.delivered_wish()

    accept(wish, Witness.BENEFICIARY, make.liu())

    assert notices_of(make.fang().id)[0].text == "“一台带大字的收音机”已确认（居民本人确认），谢谢您"


def test_whose_word_it_was_is_in_the_journal(app: Flask) -> None:
    wish = make.delivered_wish()

    accept(wish, Witness.SLIP_LINK, None)

    line = lines_of("wishes", wish.id)[-1]
    assert (line.action, line.actor_id, line.detail["witness"]) == ("wishes.closed", None, "slip_link")


@pytest.mark.parametrize(
    ("witness", "provenance", "approved_by"),
    [
        (Witness.BENEFICIARY, Provenance.RECEIVER, None),
        (Witness.SLIP_LINK, Provenance.RECEIVER, None),
        (Witness.SIGNED_SLIP, Provenance.RECEIVER, "陈静"),
        (Witness.CLERK_PRESENT, Provenance.STAFF, "陈静"),
        (Witness.CLERK_ASKED, Provenance.BACKFILL, "陈静"),
    ],
)
def test_every_minute_knows_where_it_comes_from(
    app: Flask, witness: Witness, provenance: Provenance, approved_by: str | None
) -> None:
    wish = make.fulfilled_wish(witness=witness)

    entry = entry_of(wish)
    assert entry.provenance is provenance
    assert entry.approved_by == (make.jing().id if approved_by else None)
    assert (entry.recorded_by, entry.reason is None) == (make.fang().id, provenance is not Provenance.BACKFILL)


def test_the_minutes_are_those_of_the_visit_rounded_down(app: Flask) -> None:
    wish = make.fulfilled_wish(minutes=95)

    entry = entry_of(wish)
    assert (entry.minutes, entry.ended_at - entry.started_at) == (90, 95 * MINUTE)
    assert (claim_of(wish).credit, claim_of(wish).hour_entry_id) == (Credit.CREDITED, entry.id)


def test_what_is_credited_keeps_its_place_its_unit_and_its_words(app: Flask) -> None:
    entry = entry_of(make.fulfilled_wish())

    assert (entry.host_id, entry.community_id, entry.unit_id) == (
        make.community().id,
        make.community().id,
        make.unit().id,
    )
    assert (entry.name, entry.place, entry.content, entry.person_in_charge) == (
        "桥门社区的一位老人：一台带大字的收音机",
        "临夏路街道桥门社区",
        "送去了收音机，教会了怎么调台。",
        "陈静",
    )


def test_the_ledger_does_not_name_the_resident(app: Flask) -> None:
    entry = entry_of(make.fulfilled_wish())

    assert not any("桂兰" in str(value) for value in vars(entry).values())


@pytest.mark.parametrize("made", [make.published_wish, make.claimed_wish, make.fulfilled_wish])
def test_only_what_was_reported_is_confirmed(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(MovedOn):
        accept(wish, Witness.BENEFICIARY, make.liu())


@pytest.mark.parametrize(
    ("witness", "by", "refusal"),
    [
        (Witness.BENEFICIARY, make.lei, NotYours),
        (Witness.BENEFICIARY, make.jing, NotYours),
        (Witness.BENEFICIARY, make.fang, ConfirmedByOneself),
        (Witness.SLIP_LINK, make.fang, ConfirmedByOneself),
        (Witness.CLERK_ASKED, make.lei, NotYours),
        (Witness.CLERK_ASKED, make.liu, NotYours),
        (Witness.CLERK_ASKED, make.other_clerk, NotYours),
        (Witness.CLERK_PRESENT, make.viewer, NotYours),
        (Witness.SIGNED_SLIP, make.liaison, NotYours),
    ],
)
@pytest.mark.parametrize("act", ["accept", "decline"])
def test_nobody_gives_a_word_that_is_not_his(
    app: Flask, act: str, witness: Witness, by: Callable[[], Person], refusal: type[Refusal]
) -> None:
    wish, who = make.delivered_wish(), by()

    with pytest.raises(refusal):
        accept(wish, witness, who) if act == "accept" else decline(wish, witness, who)

    assert (wish.state, balance(make.fang().id)) == (State.DELIVERED, 0)


@pytest.mark.parametrize("witness", [Witness.BENEFICIARY, *confirming.BY_CLERK])
def test_without_an_account_there_is_only_the_slip(app: Flask, witness: Witness) -> None:
    wish = make.delivered_wish()

    with pytest.raises(NotYours):
        accept(wish, witness, None)


def test_a_clerk_does_not_confirm_what_she_delivered(app: Flask) -> None:
    wish = make.delivered_wish(make.second_clerk())

    with pytest.raises(ConfirmedByOneself):
        accept(wish, Witness.CLERK_ASKED, make.second_clerk())


def test_another_clerk_confirms_it(app: Flask) -> None:
    wish = make.delivered_wish(make.second_clerk())

    accept(wish, Witness.CLERK_ASKED, make.jing())

    assert entry_of(wish).approved_by == make.jing().id


def test_for_a_resident_without_a_phone_the_community_confirms(app: Flask) -> None:
    wish = make.delivered_wish(spoke=Spoke.SELF)

    accept(wish, Witness.CLERK_PRESENT, make.jing())

    assert wish.outcome is Outcome.FULFILLED


# ------------------------------------------------------------------------------ minutes that cannot be credited now


def test_a_short_visit_fulfils_the_wish_and_earns_no_minutes(app: Flask) -> None:
    wish = make.fulfilled_wish(minutes=29)

    assert (wish.outcome, claim_of(wish).credit, balance(make.fang().id)) == (
        Outcome.FULFILLED,
        Credit.TOO_SHORT,
        0,
    )


def over_cap(by: Person | None = None, **given: object) -> Wish:
    """A wish whose visit made yesterday longer than eight hours: seven of something else, then two of this."""
    make.posting_(by, started_at=make.NOW - DAY, lasting=7 * HOUR)
    return make.fulfilled_wish(by, minutes=120, began=make.NOW - 16 * HOUR, **given)  # type: ignore[arg-type]


def test_a_long_day_fulfils_the_wish_and_its_minutes_wait(app: Flask) -> None:
    wish = over_cap()

    assert (wish.outcome, claim_of(wish).credit) == (Outcome.FULFILLED, Credit.OVER_CAP)
    assert balance(make.fang().id) == 420


def test_a_clerk_who_was_there_is_the_second_person_of_a_long_day(app: Flask) -> None:
    wish = over_cap(witness=Witness.CLERK_PRESENT)

    assert claim_of(wish).credit is Credit.CREDITED


def test_the_clerk_settles_a_long_day_as_its_second_person(app: Flask) -> None:
    wish = over_cap()

    credit = settle(wish, make.jing())

    assert (credit, claim_of(wish).credit, balance(make.fang().id)) == (Credit.CREDITED, Credit.CREDITED, 540)
    assert (entry_of(wish).provenance, entry_of(wish).approved_by) == (Provenance.RECEIVER, make.jing().id)


def overlapping() -> tuple[Wish, HourEntry]:
    """A wish that was reported before another service of the same hour came into the ledger, and confirmed after."""
    wish = make.delivered_wish(at=make.NOW - HOUR, minutes=120)
    other = make.posting_(started_at=make.NOW - 2 * HOUR, lasting=HOUR)
    make.confirm(wish)
    return wish, other


def test_two_services_at_one_time_fulfil_the_wish_and_its_minutes_wait(app: Flask) -> None:
    wish, _ = overlapping()

    assert (wish.outcome, claim_of(wish).credit) == (Outcome.FULFILLED, Credit.OVERLAPS)
    assert balance(make.fang().id) == 60


def test_as_long_as_the_other_service_stands_nothing_is_settled(app: Flask) -> None:
    wish, _ = overlapping()

    with pytest.raises(NothingToSettle, match="请先更正那一次"):
        settle(wish, make.jing())

    assert claim_of(wish).credit is Credit.OVERLAPS


def test_when_the_other_service_was_taken_back_the_minutes_are_credited(app: Flask) -> None:
    wish, other = overlapping()
    clerk = make.jing().id
    write(lambda now: ledger.reverse(other, clerk, "不是这个人", now))

    settle(wish, make.jing())

    assert (claim_of(wish).credit, balance(make.fang().id)) == (Credit.CREDITED, 120)


@pytest.mark.parametrize("by", [make.lei, make.fang, make.liu, make.other_clerk, make.viewer])
def test_nobody_else_settles(app: Flask, by: Callable[[], Person]) -> None:
    wish, who = over_cap(), by()

    with pytest.raises(NotYours):
        settle(wish, who)


def test_a_clerk_does_not_settle_her_own_minutes(app: Flask) -> None:
    ping = make.second_clerk()
    wish = over_cap(ping)

    with pytest.raises(ConfirmedByOneself):
        settle(wish, ping)


@pytest.mark.parametrize("made", [make.fulfilled_wish, make.delivered_wish, make.published_wish])
def test_what_does_not_wait_is_not_settled(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(NothingToSettle):
        settle(wish, make.jing())


def test_minutes_are_settled_once(app: Flask) -> None:
    wish = over_cap()
    settle(wish, make.jing())

    with pytest.raises(NothingToSettle):
        settle(wish, make.jing())


# ------------------------------------------------------------------------------ declining


def test_what_is_not_as_reported_goes_back_to_the_claimant_with_the_words(app: Flask) -> None:
    wish = make.delivered_wish()

    decline(wish, by=make.liu())

    claim = active_claim(wish)
    assert claim is not None
    assert (wish.state, claim.person_id, claim.ended_at) == (State.CLAIMED, make.fang().id, None)
    assert notices_of(make.fang().id)[0].text.endswith("还没有办好：收音机没有声音")


def test_a_declined_delivery_earns_no_minutes(app: Flask) -> None:
    wish = make.delivered_wish()

    decline(wish, by=make.liu())

    assert balance(make.fang().id) == 0


def test_after_a_no_the_claimant_reports_again_and_a_yes_counts(app: Flask) -> None:
    wish = make.delivered_wish(at=make.NOW - DAY, minutes=60)
    decline(wish, Witness.CLERK_ASKED, make.jing())
    make.delivered_wish(wish=wish, minutes=36, at=make.NOW)

    make.confirm(wish)

    assert [word is not None and word.is_accepted for _, word in deliveries_of(wish)] == [False, True]
    assert (entry_of(wish).minutes, len(claims_of_wish(wish))) == (36, 1)


def test_each_report_is_answered_once(app: Flask) -> None:
    wish = make.delivered_wish()
    decline(wish, by=make.liu())

    with pytest.raises(MovedOn):
        decline(wish, by=make.liu())


# ------------------------------------------------------------------------------ rating


def rate(wish: Wish, satisfaction: int | None, words: str | None = None) -> None:
    write(lambda _now: confirming.rate(wish, satisfaction, words))


def confirmation(wish: Wish) -> Confirmation:
    delivery = latest_delivery(claim_of(wish))
    assert delivery is not None
    kept = confirmation_of(delivery)
    assert kept is not None
    return kept


def test_after_the_one_tap_the_resident_may_add_how_it_was(app: Flask) -> None:
    wish = make.fulfilled_wish()

    rate(wish, 5, "小姑娘很耐心")

    assert (confirmation(wish).satisfaction, confirmation(wish).words) == (5, "小姑娘很耐心")


def test_what_was_said_is_not_said_over(app: Flask) -> None:
    wish = make.fulfilled_wish(satisfaction=3)

    with pytest.raises(MovedOn):
        rate(wish, 5)

    assert confirmation(wish).satisfaction == 3


def test_what_is_not_confirmed_is_not_rated(app: Flask) -> None:
    wish = make.delivered_wish()

    with pytest.raises(MovedOn):
        rate(wish, 5)


def test_the_moment_of_a_confirmation_is_the_moment_it_was_given(app: Flask) -> None:
    wish = make.fulfilled_wish(at=make.NOW - DAY)

    expected: datetime = make.NOW - DAY
    assert (confirmation(wish).confirmed_at, wish.closed_at, entry_of(wish).recorded_at) == (expected,) * 3
