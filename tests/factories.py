"""A valid anything; a test names only what matters to it."""

from itertools import count

from app.accounts import actions, queries
from app.accounts.models import Person
from app.accounts.rules import Role
from app.extensions import begin_write, db

PASSWORD = "correct horse battery"
_numbers = count(1)


def person(
    *, role: str = "officer", squadron: str = "First squadron", username: str = "", name: str = ""
) -> Person:
    """Somebody who may sign in with PASSWORD."""
    number = next(_numbers)
    begin_write()
    made = actions.create_person(
        username=username or f"{role}{number}",
        name=name or f"{role.capitalize()} {number}",
        role=Role(role),
        squadron=squadron,
        password=PASSWORD,
        cert_no=f"cert-{number}" if role in ("officer", "leader") else "",
        actor="system",
    )
    db.session.commit()
    found = queries.person(made.id)
    assert found is not None
    return found
