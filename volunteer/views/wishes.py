"""微心愿 on the phone: the list, one wish, and what the resident does with it."""

from datetime import datetime

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.config import policy
from volunteer.forms.wishes import ConfirmForm, ContactForm, PhoneRevealForm, ReasonForm, WishForm
from volunteer.organisations.models import Belonging, Organisation
from volunteer.organisations.models import Kind as OrganisationKind
from volunteer.organisations.queries import communities, memberships_of, organisation_of_code
from volunteer.views.answers import Answer, after, bad, looked_for, onward, page, send_once, webp
from volunteer.views.guards import ANYONE, SIGNED_IN, me, myself, open_to
from volunteer.wishes import confirming, posting
from volunteer.wishes.models import Kind, Outcome, State, Wish, Witness
from volunteer.wishes.offers import card_of
from volunteer.wishes.path import path_of
from volunteer.wishes.permissions import Sight, is_owner, may_reveal_phone, may_see, may_see_photo, sight_of
from volunteer.wishes.queries import (
    active_claim,
    active_claims_of,
    claims_by_wish,
    claims_of,
    completed_claim,
    confirmation_of,
    deliveries_of,
    follow_up_of,
    latest_delivery,
    open_count,
    open_wishes,
    photo_of,
    reveals_of,
    wish_of_code,
    wishes_of,
)

bp = Blueprint("wishes", __name__)

SHOWN = {"open": State.PUBLISHED, "going": State.CLAIMED, "done": State.CLOSED}


@bp.get("/wishes")
@open_to(ANYONE)
def wishes() -> Answer:
    """Show the wishes that wait to be claimed; filters are links."""
    by = me()
    today = clock.local_day(clock.now())
    state = request.args.get("state", "open")
    if state not in SHOWN:
        abort(404)
    kind_word = request.args.get("kind", "")
    kind = next((one for one in Kind if one.value == kind_word), None)
    place = organisation_of_code(request.args.get("community", "")) if request.args.get("community") else None
    if request.args.get("community") and (place is None or place.kind is not OrganisationKind.COMMUNITY):
        abort(404)
    part = looked_for()
    shelf = open_wishes(
        today, community_id=place.id if place else None, kind=kind, part=part, state=SHOWN[state], after=after()
    )
    claims = claims_by_wish(shelf.wishes)
    in_hand = active_claims_of(by.person_id) if by else 0
    return page(
        "wishes/wishes.html",
        cards=[(wish, card_of(by, wish, claims.get(wish.id), in_hand, today)) for wish in shelf.wishes],
        more=shelf.more,
        counts=open_count(today, place.id if place else None),
        kinds=list(Kind),
        kind=kind,
        state=state,
        place=place,
        places=communities(),
        part=part,
    )


@bp.get("/wishes/<code>")
@open_to(ANYONE)
def wish(code: str) -> Answer:
    """Show one wish, as much of it as this person sees."""
    return page("wishes/wish.html", **seen(code))


def seen(code: str) -> dict[str, object]:
    """Return what the page of a wish shows this person."""
    by = me()
    found = wish_of_code(code)
    if found is None:
        abort(404)
    claim = active_claim(found) or completed_claim(found)
    if not may_see(by, found, claim):
        abort(404)
    sight = sight_of(by, found, claim)
    delivery = latest_delivery(claim) if claim else None
    confirmation = confirmation_of(delivery) if delivery else None
    today = clock.local_day(clock.now())
    in_hand = active_claims_of(by.person_id) if by else 0
    is_claimant = by is not None and claim is not None and claim.person_id == by.person_id
    owner = by is not None and is_owner(by, found)
    return {
        "wish": found,
        "claim": claim,
        "sight": sight,
        "Sight": Sight,
        "card": card_of(by, found, claim, in_hand, today),
        "in_hand": in_hand,
        "path": path_of(found, claim, delivery, confirmation, follow_up_of(found), with_words=sight >= Sight.MEMBER),
        "delivery": delivery,
        "confirmation": confirmation,
        "tried": deliveries_of(found) if sight >= Sight.CLAIMANT else [],
        "is_claimant": is_claimant,
        "is_owner": owner,
        "is_author": by is not None and found.author_id == by.person_id,
        "may_withdraw": owner and found.state not in (State.DELIVERED, State.CLOSED),
        "may_reveal": by is not None and may_reveal_phone(by, found, claim) and sight is Sight.CLAIMANT,
        "looks": reveals_of(found, by=None if owner else by.person_id) if by and (owner or is_claimant) else [],
        "may_see_photo": may_see_photo(sight),
        "confirm": ConfirmForm(),
        "contact": ContactForm(words=claim.contact_words if claim and is_claimant else ""),
        "reveal": PhoneRevealForm(),
        "phone": None,
        "can_rate": owner and confirmation is not None and confirmation.is_accepted and not confirmation.satisfaction,
    }


def wish_or_404(code: str) -> Wish:
    """Return a wish that has a page for this person; somebody else's unpublished one is as if it were not there."""
    found = wish_of_code(code)
    if found is None or not may_see(me(), found, active_claim(found)):
        abort(404)
    return found


# ------------------------------------------------------------------------------ the resident


@bp.route("/wishes/new", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new() -> Answer:
    """Write a wish of one's own."""
    by = myself()
    places = communities()
    if not places:
        return page("wishes/no_community.html")
    joined = memberships_of([by.person_id])[by.person_id]
    home = next((one.organisation for one in joined if one.belonging is Belonging.COMMUNITY), None)
    form = WishForm()
    named = request.values.get("community")  # "-" asks for another one
    place = home or (places[0] if len(places) == 1 else None)
    if named is not None:
        place = next((one for one in places if one.code == named), None)
    if place is None:
        shown = page("wishes/which_community.html", places=places)
        return (shown, 422) if form.is_submitted() else shown
    if not form.is_submitted():
        person = db.session.get_one(Person, by.person_id)
        form.phone.data, form.alias.data = person.phone or "", f"{person.name[:1]}居民"
        return page("wishes/form.html", form=form, place=place, again=None)
    if not form.validate():
        return bad("wishes/form.html", form, place=place, again=None)
    place_id = place.id

    def act(now: datetime) -> str:
        community = db.session.get_one(Organisation, place_id)
        resident = form.resident(myself().name, myself().person_id)
        made = posting.post(form.words(), resident, community, myself(), now)
        return f"/wishes/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("wishes/form.html", form, refusal.status, place=db.session.get(Organisation, place_id), again=None)
    return onward(path, f"交给社区了。社区会在 {policy.wish_review_days} 个工作日内打电话核实，然后公开。")


@bp.route("/wishes/<code>/edit", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def edit(code: str) -> Answer:
    """Change a returned wish and submit it again."""
    found = wish_or_404(code)
    if found.author_id != myself().person_id:
        abort(404)
    if found.is_proxy:
        return onward(f"/office/wishes/{code}/edit")
    private = found.beneficiary
    form = WishForm(
        obj=found, phone=private.phone, address=private.address, is_open_to_contact=private.is_open_to_contact
    )
    if not form.is_submitted():
        return page("wishes/form.html", form=form, place=found.community, again=found)
    if not form.validate():
        found = wish_or_404(code)
        return bad("wishes/form.html", form, place=found.community, again=found)

    def act(now: datetime) -> None:
        wish_ = wish_or_404(code)
        posting.revise(wish_, form.words(), form.resident(myself().name, myself().person_id), myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        found = wish_or_404(code)
        return bad("wishes/form.html", form, refusal.status, place=found.community, again=found)
    return onward(f"/wishes/{code}", "改好了，已再交给社区")


@bp.route("/wishes/<code>/withdraw", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def withdraw(code: str) -> Answer:
    """Take a wish back, after a look at what that means."""
    found = wish_or_404(code)
    if not is_owner(myself(), found):
        abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        shown = page("wishes/withdraw.html", form=form, wish=found)
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: posting.withdraw(wish_or_404(code), form.words.data, myself(), now))
    return onward(f"/wishes/{code}", "心愿撤回了")


@bp.post("/wishes/<code>/confirm")
@open_to(SIGNED_IN)
def confirm(code: str) -> Answer:
    """One tap: it has come. A rating may go with it, or come later."""
    form = ConfirmForm()
    if not form.validate():
        return page("wishes/wish.html", **{**seen(code), "confirm": form}), 422

    def act(now: datetime) -> None:
        confirming.accept(
            wish_or_404(code),
            Witness.BENEFICIARY,
            myself(),
            now,
            satisfaction=form.satisfaction.data or None,
            words=form.words.data,
        )

    write(act)
    return onward(f"/wishes/{code}", "谢谢您，已经告诉志愿者和社区")


@bp.route("/wishes/<code>/decline", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def decline(code: str) -> Answer:
    """Say that it has not come, with words."""
    found = wish_or_404(code)
    if not is_owner(myself(), found):
        abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        shown = page("wishes/decline.html", form=form, wish=found, back=f"/wishes/{code}")
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: confirming.decline(wish_or_404(code), form.words.data, Witness.BENEFICIARY, myself(), now))
    return onward(f"/wishes/{code}", "已经告诉志愿者和社区，请他们再办")


@bp.post("/wishes/<code>/rate")
@open_to(SIGNED_IN)
def rate(code: str) -> Answer:
    """Rate afterwards."""
    form = ConfirmForm()

    def act(_now: datetime) -> None:
        found = wish_or_404(code)
        if not is_owner(myself(), found):
            abort(404)
        confirming.rate(found, form.satisfaction.data or None, form.words.data)

    if not form.validate():
        return page("wishes/wish.html", **{**seen(code), "confirm": form}), 422
    write(act)
    return onward(f"/wishes/{code}", "谢谢您的评价")


@bp.get("/wishes/<code>/photos/<photo_code>")
@open_to(SIGNED_IN)
def photo(code: str, photo_code: str) -> Response:
    """Show a picture of a delivery to resident, claimant and community."""
    found = wish_or_404(code)
    held = active_claim(found) or completed_claim(found)
    taken = photo_of(found, photo_code)
    if taken is None or not may_see_photo(sight_of(me(), found, held)):
        abort(404)
    return webp(taken.content)


# ------------------------------------------------------------------------------ mine


@bp.get("/me/wishes")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show the wishes I said, and those I claimed."""
    by = myself()
    today = clock.local_day(clock.now())
    claims = claims_of(by.person_id, after=after(), limit=21)
    own = wishes_of(by.person_id, after=after("own"), limit=21)
    more_own = own[19].id if len(own) > 20 else None
    own = own[:20]
    held = claims_by_wish(own)
    in_hand = sum(one.ended_at is None for one in claims)
    return page(
        "wishes/mine.html",
        own=[(one, card_of(by, one, held.get(one.id), in_hand, today)) for one in own],
        more_own=more_own,
        claims=claims[:20],
        cards={one.id: card_of(by, one.wish, one, in_hand, today) for one in claims[:20]},
        more=claims[19].id if len(claims) > 20 else None,
        Outcome=Outcome,
    )
