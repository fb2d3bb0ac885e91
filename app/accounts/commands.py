"""`flask --app wsgi user …`"""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.accounts import actions, queries
from app.accounts.rules import Role
from app.extensions import begin_write, db
from app.problems import Problem

user = AppGroup("user", help="People who may sign in.")


@user.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Name as colleagues know it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--squadron", required=True)
@click.option("--cert-no", default="", help="Number of the enforcement certificate.")
@click.password_option()
def create(username: str, name: str, role: str, squadron: str, cert_no: str, password: str) -> None:
    """Add somebody."""
    begin_write()
    try:
        actions.create_person(
            username=username,
            name=name,
            role=Role(role),
            squadron=squadron,
            password=password,
            cert_no=cert_no,
            actor="system",
        )
    except Problem as problem:
        raise click.ClickException(f"{problem.sentence()} {problem.next_step}") from problem
    db.session.commit()
    click.echo(_("%(username)s can sign in.", username=username))


@user.command("list")
def list_people() -> None:
    """Show everybody."""
    for person in queries.people():
        state = "" if person.active else " (disabled)"
        click.echo(f"{person.username}\t{person.role}\t{person.squadron.name}{state}")
