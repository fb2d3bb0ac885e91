"""`flask --app wsgi user …`"""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.accounts import actions, queries
from app.accounts.models import Person
from app.accounts.rules import CODE_HOURS, Role
from app.extensions import begin_write, db
from app.problems import Problem

user = AppGroup("user", help="People who may sign in.")


@contextmanager
def _writing() -> Iterator[None]:
    """One act, committed as a whole; a problem becomes the command's refusal."""
    begin_write()
    try:
        yield
    except Problem as problem:
        raise click.ClickException(f"{problem.sentence()} {problem.next_step}") from problem
    db.session.commit()


def _known(username: str) -> Person:
    person = queries.person_by_username(username)
    if person is None:
        raise click.ClickException(_("Nobody has the user name %(username)s.", username=username))
    return person


def _tell_code(username: str, code: str) -> None:
    click.echo(_("One-time code of %(username)s: %(code)s", username=username, code=code))
    click.echo(
        _(
            "Enter it at /activate within %(hours)s hours and choose a password. "
            "It is shown only now.",
            hours=CODE_HOURS,
        )
    )


@user.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Name as colleagues know it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--squadron", required=True)
@click.option("--cert-no", default="", help="Number of the enforcement certificate.")
@click.password_option()
def create(username: str, name: str, role: str, squadron: str, cert_no: str, password: str) -> None:
    """Add somebody."""
    with _writing():
        actions.create_person(
            username=username,
            name=name,
            role=Role(role),
            squadron=squadron,
            password=password,
            cert_no=cert_no,
            actor="system",
        )
    click.echo(_("%(username)s can sign in.", username=username))


@user.command("create-admin")
@click.argument("username")
@click.option("--name", prompt=True, help="Name as colleagues know it.")
@click.option("--squadron", prompt=True, help="Squadron or office.")
def create_admin(username: str, name: str, squadron: str) -> None:
    """Add an administrator, such as the first one, who chooses a password by a one-time code."""
    with _writing():
        person = actions.create_person(
            username=username, name=name, role=Role.ADMIN, squadron=squadron, actor="system"
        )
        code = actions.issue_code(person, actor="system")
    _tell_code(username, code)


@user.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Take somebody's password away, sign them out everywhere, and show a one-time code."""
    with _writing():
        code = actions.issue_code(_known(username), actor="system")
    _tell_code(username, code)


@user.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Let somebody sign in no longer, from the next request on."""
    with _writing():
        actions.disable_person(_known(username), actor="system")
    click.echo(_("%(username)s can no longer sign in.", username=username))


@user.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let somebody sign in again."""
    with _writing():
        actions.enable_person(_known(username), actor="system")
    click.echo(_("%(username)s can sign in again.", username=username))


@user.command("list")
def list_people() -> None:
    """Show everybody."""
    for person in queries.people():
        state = "" if person.active else " (disabled)"
        click.echo(f"{person.username}\t{person.role}\t{person.squadron.name}{state}")
