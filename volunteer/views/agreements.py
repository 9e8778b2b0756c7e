"""共建协议: the list, one agreement with who has signed, drawing it up, signing, renewing and ending it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from volunteer.base import clock, images
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.partnership import ENDING, MINORS, PARTIES, AgreementForm, SignatureForm, values_of
from volunteer.forms.wishes import ReasonForm
from volunteer.organisations.models import Kind as OrganisationKind
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import all_organisations
from volunteer.partnership import drafting, ending, signing
from volunteer.partnership.models import Agreement, AgreementParty, State, Theme
from volunteer.partnership.permissions import AUTHORS, SIGNERS, may_keep, may_see, may_see_scan, may_sign
from volunteer.partnership.queries import (
    SOON,
    agreement_counts,
    agreement_of_code,
    agreements_seen,
    all_programmes,
    party_of,
    renewal_of,
)
from volunteer.views.answers import Answer, after, bad, onward, page, send_once, webp
from volunteer.views.guards import OFFICE, acting, myself, open_to

bp = Blueprint("agreements", __name__)

LISTS = {
    "all": ("全部", tuple(State)),
    "signing": ("签署中", (State.SIGNING,)),
    "active": ("生效", (State.ACTIVE,)),
    "soon": ("快到期", (State.ACTIVE,)),
    "draft": ("草拟", (State.DRAFT,)),
    "ended": ("已结束", (State.ENDED,)),
}
NO_PARTY = (OrganisationKind.DISTRICT, OrganisationKind.GRID)


def _here() -> Organisation:
    return db.session.get_one(Organisation, acting().organisation_id)


def _agreement(code: str) -> Agreement:
    """Return an agreement one may see; any other is as if it were not there."""
    found = agreement_of_code(code)
    if found is None or not may_see(myself(), found):
        abort(404)
    return found


def _kept(code: str) -> Agreement:
    """Return an agreement one may change."""
    found = _agreement(code)
    if not may_keep(myself(), found):
        abort(404)
    return found


@bp.get("/agreements")
@open_to(OFFICE)
def agreements() -> Answer:
    """Show the agreements that the organisation one acts for, or one under it, has a part in."""
    word = request.args.get("list", "all")
    if word not in LISTS:
        abort(404)
    here, today = _here().id, clock.local_day(clock.now())
    soon = today + SOON * DAY
    found = agreements_seen(
        here, states=LISTS[word][1], ends_by=soon if word == "soon" else None, after=after(), limit=21
    )
    counts, ends_soon = agreement_counts(here, today)
    return page(
        "agreements/agreements.html",
        agreements=found[:20],
        more=found[19].id if len(found) > 20 else None,
        lists=LISTS,
        word=word,
        counts={
            key: ends_soon if key == "soon" else sum(counts.get(state, 0) for state in value[1])
            for key, value in LISTS.items()
        },
        soon=soon,
        may_draft=myself().acts_as(*AUTHORS),
    )


def _form(**values: Any) -> AgreementForm:
    form = AgreementForm(**values)
    places = [(one.code, one.short_name, one.id) for one in all_organisations() if one.kind not in NO_PARTY]
    for number in PARTIES:
        form[f"party{number}"].options = places
    form.programme.options = [(one.code, one.name, one.id) for one in all_programmes()]
    if request.method == "POST":
        form.process(request.form, **values)
    return form


@bp.route("/agreements/new", methods=["GET", "POST"])
@open_to(*AUTHORS)
def new() -> Answer:
    """Draw an agreement up."""
    form = _form()
    if request.method == "GET":
        today = clock.local_day(clock.now())
        form.starts_on.data, form.ends_on.data = today, clock.years_later(today, 1) - DAY
        form.minors_words.data, form.ending_words.data = MINORS, ENDING
        form.party1.data = _here().id
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422

    def act(now: datetime) -> str:
        made = drafting.draft(form.terms(), form.sides(), form.items(), _here(), myself(), now)
        return f"/agreements/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return _form_page(form), refusal.status
    return onward(path, "草稿存好了。看一遍，再送去签署")


def _form_page(form: AgreementForm, code: str | None = None) -> str:
    db.session.rollback()
    return page("agreements/form.html", form=form, code=code, parties=PARTIES, themes=list(Theme))


@bp.route("/agreements/<code>/edit", methods=["GET", "POST"])
@open_to(*AUTHORS)
def edit(code: str) -> Answer:
    """Change a draft."""
    found = _kept(code)
    form = _form(obj=found, **values_of(found))
    if request.method == "GET":
        return _form_page(form, code)
    if not form.validate():
        return _form_page(form, code), 422

    def act(now: datetime) -> None:
        drafting.revise(_kept(code), form.terms(), form.sides(), form.items(), myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form_page(form, code), refusal.status
    return onward(f"/agreements/{code}", "改好了")


def _is_waiting(agreement: Agreement, party: AgreementParty) -> bool:
    return agreement.state is State.SIGNING and party.signed_on is None


@bp.get("/agreements/<code>")
@open_to(OFFICE)
def agreement(code: str) -> Answer:
    """Show one agreement, who has signed, and what can be done with it."""
    found, by = _agreement(code), myself()
    return page(
        "agreements/agreement.html",
        agreement=found,
        may_keep=may_keep(by, found),
        may_see_scan=may_see_scan(by, found),
        may_sign={one.id for one in found.parties if _is_waiting(found, one) and may_sign(by, one)},
        missing=drafting.missing(found),
        renews=db.session.get(Agreement, found.renews_id) if found.renews_id else None,
        renewal=renewal_of(found.id),
        left=(found.ends_on - clock.local_day(clock.now())).days,
        was_in_force=all(one.signed_on for one in found.parties),
        soon=SOON,
    )


@bp.get("/agreements/<code>/paper")
@open_to(OFFICE)
def paper(code: str) -> Answer:
    """Show the agreement as it is printed and signed."""
    return page("agreements/paper.html", agreement=_agreement(code))


@bp.post("/agreements/<code>/hand-out")
@open_to(*AUTHORS)
def hand_out(code: str) -> Answer:
    """Hand the agreement to its parties to sign."""
    write(lambda now: drafting.hand_out(_kept(code), myself(), now))
    return onward(f"/agreements/{code}", "送去签署了，各方的联络人收到通知")


@bp.post("/agreements/<code>/take-back")
@open_to(*AUTHORS)
def take_back(code: str) -> Answer:
    """Take the agreement back to change it, while nobody has signed."""
    write(lambda now: drafting.take_back(_kept(code), myself(), now))
    return onward(f"/agreements/{code}", "收回来了，改好再送去签署")


@bp.post("/agreements/<code>/renew")
@open_to(*AUTHORS)
def renew(code: str) -> Answer:
    """Draft the agreement that follows."""
    made = write(lambda now: drafting.renew(_kept(code), myself(), now).code)
    return onward(f"/agreements/{made}", "照原样起草了续签的一份。看一遍期限和内容，再送去签署")


@bp.route("/agreements/<code>/end", methods=["GET", "POST"])
@open_to(*AUTHORS)
def end(code: str) -> Answer:
    """End it early, or give the draft up, with a reason that every party reads."""
    found = _kept(code)
    form = ReasonForm()
    if request.method == "GET" or not form.validate():
        shown = page("agreements/end.html", form=form, agreement=found)
        return shown if request.method == "GET" else (shown, 422)
    write(lambda now: ending.end(_kept(code), form.words.data, myself(), now))
    return onward(f"/agreements/{code}", "结束了，签过的内容都还在")


# ------------------------------------------------------------------------------ signatures


def _party(code: str, word: str) -> AgreementParty:
    party = party_of(_agreement(code), word)
    if party is None or not may_sign(myself(), party):
        abort(404)
    return party


@bp.route("/agreements/<code>/parties/<word>/sign", methods=["GET", "POST"])
@open_to(*SIGNERS)
def sign(code: str, word: str) -> Answer:
    """Put in a party's signature with the picture of the signed page."""
    party = _party(code, word)
    form = SignatureForm()
    if request.method == "GET":
        form.signed_on.data = clock.local_day(clock.now())
        return page("agreements/sign.html", form=form, party=party, agreement=party.agreement)

    def again(status: int = 422) -> Answer:
        db.session.rollback()
        here = _party(code, word)
        return bad("agreements/sign.html", form, status, party=here, agreement=here.agreement)

    upload = form.photo.data
    is_valid = form.validate()
    if upload is None or not upload.filename:
        form.photo.errors = [*form.photo.errors, "请拍一张签字盖章页的照片"]
        return again()
    try:
        photo = images.small(upload.read())  # outside of write(): decoding takes its time
    except Refusal as refusal:
        form.refuse(refusal)
        return again(refusal.status)
    if not is_valid:
        return again()

    def act(now: datetime) -> None:
        by = myself()
        signing.sign(
            _party(code, word),
            form.signatory.data,
            form.signatory_title.data,
            form.signed_on.data,
            photo,
            by,
            now,
        )

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return again(refusal.status)
    return onward(f"/agreements/{code}", "签署登记好了")


@bp.get("/agreements/<code>/parties/<word>/scan")
@open_to(OFFICE)
def scan(code: str, word: str) -> Answer:
    """Show the signed page of a party, with who signed it and who put it in."""
    found = _agreement(code)
    party = party_of(found, word)
    if party is None or party.signed_on is None or not may_see_scan(myself(), found):
        abort(404)
    return page("agreements/scan.html", agreement=found, party=party)


@bp.get("/agreements/<code>/parties/<word>/scan.webp")
@open_to(OFFICE)
def picture(code: str, word: str) -> Response:
    """Give the picture of the signed page to the parties and to who keeps the agreement."""
    found = _agreement(code)
    party = party_of(found, word)
    if party is None or party.scan is None or not may_see_scan(myself(), found):
        abort(404)
    return webp(party.scan)
