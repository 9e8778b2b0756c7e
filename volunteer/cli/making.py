"""demo: a place one believes in. user, organisation, programme: what an operator makes from the shell."""

import json
import secrets
from datetime import datetime, timedelta

import click
import flask_migrate
from flask.cli import with_appcontext

from volunteer import demo as demo_
from volunteer.accounts import passwords, people
from volunteer.accounts.queries import person_of_phone
from volunteer.base import clock, text
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.cli.serving import seal_all
from volunteer.organisations import founding, membership, roles
from volunteer.organisations.models import Belonging, Kind, Organisation, Role
from volunteer.organisations.queries import organisation_of_code
from volunteer.partnership import programmes


@click.command()
@click.option("--accounts", is_flag=True, help="Only list the accounts one can sign in with.")
@click.option("--json", "as_json", is_flag=True, help="The list as JSON.")
@with_appcontext
def demo(accounts: bool, as_json: bool) -> None:
    """Make the demo's place and its year, if they are not there yet, and the wishes of this week."""
    if not accounts:
        flask_migrate.upgrade()
        try:
            demo_.make(clock.now(), seal=lambda now: seal_all(now, settled=timedelta()))
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
    listed = demo_.accounts()
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for one in listed:
        click.echo(
            f"{one['phone']}  {one['password']}  {one['name']}  {'、'.join(one['roles'])}  {one['organisation']}"
        )


@click.group()
def user() -> None:
    """People, from the shell."""


def _phone(number: str) -> str:
    phone = text.mobile(number)
    if not text.is_mobile(phone):
        raise click.BadParameter("not a mobile number")
    return phone


@user.command("add")
@click.argument("phone")
@click.argument("name")
@with_appcontext
def add(phone: str, name: str) -> None:
    """Make an account and print a first password for it, once."""
    password = secrets.token_urlsafe(12)
    hashed = passwords.hashed(password)
    try:
        write(lambda now: people.register(text.person_name(name), _phone(phone), now, password_hash=hashed))
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"first password, shown once: {password}")


@user.command("grant")
@click.argument("phone")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("organisation")
@with_appcontext
def grant(phone: str, role: str, organisation: str) -> None:
    """Grant a role for an organisation, by its code."""

    def act(now: datetime) -> None:
        person = person_of_phone(_phone(phone))
        place = organisation_of_code(organisation)
        if person is None or place is None:
            raise click.ClickException("no such person or organisation")
        roles.grant(person, place, Role(role), None, now)

    try:
        write(act)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal


@user.command("join")
@click.argument("phone")
@click.argument("organisation")
@with_appcontext
def join(phone: str, organisation: str) -> None:
    """Let a person belong to an organisation: to a community as a resident, to any other as their unit."""

    def act(now: datetime) -> None:
        person = person_of_phone(_phone(phone))
        place = organisation_of_code(organisation)
        if person is None or place is None:
            raise click.ClickException("no such person or organisation")
        belonging = Belonging.COMMUNITY if place.kind is Kind.COMMUNITY else Belonging.UNIT
        membership.join(person.id, place.id, belonging, None, now)

    write(act)


@click.group()
def organisation() -> None:
    """Organisations, from the shell."""


@organisation.command("found")
@click.argument("code")
@click.argument("name")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.option("--short-name", default="")
@click.option("--parent", default="", help="The code of what it stands under by place.")
@click.option("--party-parent", default="", help="The code of what it stands under by party.")
@click.option("--office-phone", default=None)
@with_appcontext
def found(
    code: str, name: str, kind: str, short_name: str, parent: str, party_parent: str, office_phone: str | None
) -> None:
    """Make an organisation; the first ones of an installation have to come from here."""
    if not founding.CODE.fullmatch(code):
        raise click.ClickException("a code is 2 to 24 capital letters and digits, a letter first")

    def above(word: str) -> Organisation | None:
        found_ = organisation_of_code(word) if word else None
        if word and found_ is None:
            raise click.ClickException(f"no organisation has the code {word}")
        return found_

    def act(now: datetime) -> None:
        founding.found(
            code,
            name,
            Kind(kind),
            now,
            short_name=short_name,
            parent=above(parent),
            party_parent=above(party_parent),
            office_phone=office_phone,
        )

    try:
        write(act)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal


@click.group()
def programme() -> None:
    """Programmes, from the shell."""


@programme.command("found")
@click.argument("code")
@click.argument("name")
@click.option("--owner", required=True, help="The code of the organisation that answers for it.")
@click.option("--purpose", default="", help="One sentence, for the page.")
@click.option("--without-hours", is_flag=True, help="Its sessions earn no minutes.")
@with_appcontext
def found_programme(code: str, name: str, owner: str, purpose: str, without_hours: bool) -> None:
    """Make a programme, begun today: then its manager can put offerings on the menu and appoint tutors."""
    if not programmes.CODE.fullmatch(code):
        raise click.ClickException("a code is 2 to 24 small letters, digits and hyphens, a letter first")

    def act(now: datetime) -> None:
        place = organisation_of_code(owner)
        if place is None:
            raise click.ClickException(f"no organisation has the code {owner}")
        today = clock.local_day(now)
        programmes.found(
            code, name, place, now, begun_on=today, purpose=purpose or name, carries_hours=not without_hours
        )

    try:
        write(act)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal


@user.command("disable")
@click.argument("phone")
@click.option("--reason", required=True)
@with_appcontext
def disable(phone: str, reason: str) -> None:
    """Close an account at once."""

    def act(now: datetime) -> None:
        person = person_of_phone(_phone(phone))
        if person is None:
            raise click.ClickException("no such person")
        people.disable(person, None, reason, now)

    write(act)
    db.session.remove()
