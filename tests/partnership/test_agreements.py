"""An agreement from its draft to its end: who signs, when it is in force, what follows it."""

from datetime import date, datetime

import pytest
from flask import Flask

from tests import make
from tests.make import DAY, NOW, TODAY
from volunteer.accounts.models import Person
from volunteer.base.images import Picture
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.organisations.models import Role
from volunteer.partnership import drafting, ending, signing, timers
from volunteer.partnership.drafting import Side
from volunteer.partnership.models import Agreement, AgreementParty, Capacity, State, Theme
from volunteer.partnership.permissions import may_see
from volunteer.partnership.queries import agreement_of_code, agreements_seen
from volunteer.partnership.refusals import (
    AlreadyOver,
    EndsBeforeItBegins,
    MayNotDraft,
    MayNotSign,
    NothingAgreed,
    RenewedAlready,
    SamePartyTwice,
    SignedAlready,
    SignedAtAnImpossibleTime,
    TooFewParties,
)

PAPER = Picture(b"RIFF", 40, 30)


def sign(party: AgreementParty, by: Person, signed_on: date = TODAY, at: datetime | None = None) -> None:
    who = make.principal(by)
    make.done(lambda now: signing.sign(party, "马建国", "书记", signed_on, PAPER, who, now), at)


# ------------------------------------------------------------------------------ drawing it up


def test_the_parties_stand_in_the_order_in_which_they_were_written(app: Flask) -> None:
    parties = make.five_parties()
    made = make.agreement(*parties)

    assert [(one.capacity, one.organisation_id) for one in made.parties] == [
        (capacity, party.id) for capacity, party in zip(Capacity, parties, strict=True)
    ]
    assert made.state is State.DRAFT


@pytest.mark.parametrize("ends_on", [date(2026, 11, 1), date(2026, 10, 31)])
def test_an_agreement_ends_after_it_begins(app: Flask, ends_on: date) -> None:
    with pytest.raises(EndsBeforeItBegins):
        make.agreement(starts_on=date(2026, 11, 1), ends_on=ends_on)


def test_nobody_agrees_alone_or_with_themselves(app: Flask) -> None:
    with pytest.raises(TooFewParties):
        make.agreement(make.unit())
    with pytest.raises(SamePartyTwice) as refused:
        make.agreement(make.unit(), make.school(), make.unit())
    assert refused.value.field == "party3"


@pytest.mark.parametrize("who", ["lei", "school_contact", "team_leader", "viewer", "other_clerk"])
def test_only_who_works_there_draws_up_its_agreements(app: Flask, who: str) -> None:
    host, sides = make.unit(), [Side(one.id, "出人") for one in (make.unit(), make.school())]
    by = make.principal(getattr(make, who)())

    with pytest.raises(MayNotDraft):
        make.done(lambda now: drafting.draft(make.terms(), sides, [], host, by, now))


def test_a_draft_is_changed_as_a_whole_and_only_a_draft(app: Flask) -> None:
    made, by = make.agreement(), make.principal(make.manager())
    sides = [Side(make.school().id, "出教室"), Side(make.community().id, "出人")]
    items = [(Theme.PUBLICITY, "一起办法治宣传周。")]

    def revise(now: datetime) -> None:
        drafting.revise(made, make.terms(title="新的名字"), sides, items, by, now)

    make.done(revise)

    assert (made.title, [one.duties for one in made.parties]) == ("新的名字", ["出教室", "出人"])
    assert [(one.theme, one.words) for one in made.items] == items
    make.done(lambda now: drafting.hand_out(made, by, now))
    with pytest.raises(MovedOn):
        make.done(revise)


def test_what_is_missing_is_named_before_it_is_signed(app: Flask) -> None:
    by, host = make.principal(make.manager()), make.unit()
    sides = [Side(host.id, ""), Side(make.school().id, "出教室")]
    made = make.done(lambda now: drafting.draft(make.terms(minors_words=None), sides, [], host, by, now))

    with pytest.raises(NothingAgreed) as refused:
        make.done(lambda now: drafting.hand_out(made, by, now))

    assert refused.value.message == "送去签署以前还要写清楚：合作事项、甲方的职责、保密和未成年人保护"


def test_nothing_is_signed_for_a_time_that_has_passed(app: Flask) -> None:
    with pytest.raises(AlreadyOver):
        make.signing_agreement(starts_on=date(2025, 11, 1), ends_on=TODAY - DAY)


def test_the_parties_are_asked_to_sign(app: Flask) -> None:
    contact = make.school_contact()
    made = make.signing_agreement()

    assert [(one.text, one.path) for one in notices_of(contact.id)] == [
        ("《法治共建五方协议》请贵单位签署：签好字盖好章，拍照上传", f"/agreements/{made.code}")
    ]
    assert notices_of(make.manager().id) == []  # who handed it out knows


def test_it_can_be_taken_back_until_somebody_has_signed(app: Flask) -> None:
    made, by = make.signing_agreement(), make.principal(make.manager())
    make.done(lambda now: drafting.take_back(made, by, now))
    assert made.state is State.DRAFT

    make.done(lambda now: drafting.hand_out(made, by, now))
    make.signed(made, Capacity.B)
    with pytest.raises(SignedAlready):
        make.done(lambda now: drafting.take_back(made, by, now))


# ------------------------------------------------------------------------------ signing


def test_with_the_last_of_five_signatures_it_is_in_force(app: Flask) -> None:
    signers = (make.team_leader(), make.liaison(), make.other_team_leader(), make.jing(), make.school_contact())
    made = make.signing_agreement(*make.five_parties())
    states = []
    for number, who in enumerate(signers):
        sign(made.parties[number], who)
        states.append(made.state)

    assert states == [State.SIGNING] * 4 + [State.ACTIVE]
    assert [(one.signatory, one.signatory_title, one.signed_on) for one in made.parties] == [
        ("马建国", "书记", TODAY)
    ] * 5
    assert [one.signed_by for one in made.parties] == [one.id for one in signers]
    assert notices_of(make.jing().id)[0].text == "《法治共建五方协议》各方都签了，协议生效"
    told = [one.text for one in notices_of(make.manager().id)]
    assert "市司法局机关党委第二党支部签了《法治共建五方协议》，还差 4 方" in told
    assert "《法治共建五方协议》各方都签了，协议生效" in told


def test_a_party_signs_once(app: Flask) -> None:
    made = make.signed(make.signing_agreement(), Capacity.B)

    with pytest.raises(SignedAlready) as refused:
        sign(made.parties[1], make.school_contact())

    assert refused.value.message.startswith("兰州市第三十二中学11月21日签过了")
    assert made.parties[1].signatory == "刘建国"
    make.signed(made, Capacity.A)
    with pytest.raises(SignedAlready):  # and also when it is in force
        sign(made.parties[1], make.school_contact())


@pytest.mark.parametrize("who", ["lei", "other_school_contact", "team_leader", "jing", "viewer"])
def test_nobody_signs_for_somebody_else(app: Flask, who: str) -> None:
    made = make.signing_agreement()

    with pytest.raises(MayNotSign):
        sign(made.parties[1], getattr(make, who)())


def test_who_keeps_the_papers_puts_in_a_signature_and_the_party_is_told(app: Flask) -> None:
    contact = make.school_contact()
    made = make.signing_agreement()

    sign(made.parties[1], make.manager())

    assert made.parties[1].signed_by == make.manager().id
    assert "登记了贵单位的签署（马建国，11月21日）" in notices_of(contact.id)[0].text


@pytest.mark.parametrize("days", [1, 400])
def test_nobody_has_signed_tomorrow(app: Flask, days: int) -> None:
    made = make.signing_agreement()

    with pytest.raises(SignedAtAnImpossibleTime):
        sign(made.parties[1], make.school_contact(), TODAY + days * DAY)


@pytest.mark.parametrize("state", [State.DRAFT, State.ENDED])
def test_only_what_is_handed_out_is_signed(app: Flask, state: State) -> None:
    made, by = make.agreement(), make.principal(make.manager())
    if state is State.ENDED:
        make.done(lambda now: ending.end(made, "不签了", by, now))

    with pytest.raises(MovedOn):
        sign(made.parties[1], make.school_contact())


# ------------------------------------------------------------------------------ renewing and ending


def test_what_ended_early_says_why_and_everybody_reads_it(app: Flask) -> None:
    contact = make.school_contact()
    made, by = make.active_agreement(), make.principal(make.manager())

    make.done(lambda now: ending.end(made, "学校合并了", by, now))

    assert (made.state, made.state_words) == (State.ENDED, "学校合并了")
    assert all(one.signed_on for one in made.parties)
    assert notices_of(contact.id)[0].text == "《法治共建五方协议》结束了：学校合并了"


def test_a_party_does_not_end_it_alone(app: Flask) -> None:
    made, by = make.active_agreement(), make.principal(make.school_contact())

    with pytest.raises(MayNotDraft):
        make.done(lambda now: ending.end(made, "不想要了", by, now))


def renewed(made: Agreement) -> Agreement:
    by = make.principal(make.manager())
    return make.done(lambda now: drafting.renew(made, by, now))


def test_a_renewal_is_a_new_draft_for_as_long_and_the_old_one_stays(app: Flask) -> None:
    old = make.active_agreement()
    new = renewed(old)

    assert (new.starts_on, new.ends_on) == (date(2027, 11, 1), date(2028, 10, 31))
    assert (new.renews_id, new.state, old.state) == (old.id, State.DRAFT, State.ACTIVE)
    assert [(one.capacity, one.organisation_id, one.duties, one.signed_on) for one in new.parties] == [
        (one.capacity, one.organisation_id, one.duties, None) for one in old.parties
    ]
    assert [(one.theme, one.words) for one in new.items] == [(one.theme, one.words) for one in old.items]


def test_what_ended_long_ago_is_renewed_from_today(app: Flask) -> None:
    old = make.active_agreement(
        at=datetime(2021, 3, 1, 2, tzinfo=NOW.tzinfo), starts_on=date(2021, 3, 1), ends_on=date(2022, 2, 28)
    )
    timers.run(NOW)
    assert old.state is State.ENDED

    new = renewed(old)

    assert (new.starts_on, new.ends_on) == (TODAY, date(2027, 11, 20))


def test_an_agreement_is_renewed_once_and_again_when_nothing_came_of_it(app: Flask) -> None:
    old, by = make.active_agreement(), make.principal(make.manager())
    first = renewed(old)
    with pytest.raises(RenewedAlready):
        renewed(old)

    make.done(lambda now: ending.end(first, "先不续", by, now))

    assert first.renews_id is None
    assert renewed(old).renews_id == old.id


@pytest.mark.parametrize("state", ["draft", "signing", "given_up"])
def test_what_was_never_in_force_is_not_renewed(app: Flask, state: str) -> None:
    made, by = make.signing_agreement() if state == "signing" else make.agreement(), make.principal(make.manager())
    if state == "given_up":
        make.done(lambda now: ending.end(made, "不签了", by, now))

    with pytest.raises(MovedOn):
        renewed(made)


# ------------------------------------------------------------------------------ who sees it


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("manager", True),
        ("liaison", True),
        ("school_contact", True),
        ("jing", True),
        ("viewer", True),  # of the street above the community
        ("admin", True),
        ("lei", False),
        ("other_clerk", False),
        ("other_school_contact", False),
    ],
)
def test_the_parties_and_those_above_see_it(app: Flask, who: str, sees: bool) -> None:
    made = make.agreement(make.unit(), make.school(), make.community())
    by = make.principal(getattr(make, who)())
    found = agreement_of_code(made.code)
    assert found is not None

    assert may_see(by, found) is sees
    if by.acting is not None and not by.acts_as(Role.SYSTEM_ADMIN):
        assert [one.code for one in agreements_seen(by.acting.organisation_id)] == ([made.code] if sees else [])
