"""Squadrons: made and renamed, never deleted, since records keep the squadron they came from."""

from app.accounts import events, queries
from app.accounts.models import Squadron
from app.accounts.problems import SquadronNameTaken
from app.extensions import db


def create_squadron(name: str, *, actor: str) -> Squadron:
    """Add a squadron.

    Raises:
        SquadronNameTaken: there is one of this name.
    """
    if queries.squadron_by_name(name) is not None:
        raise SquadronNameTaken(name=name)
    squadron = Squadron(name=name)
    db.session.add(squadron)
    db.session.flush()
    events.squadron_created.record(actor=actor, entity=squadron.entity)
    return squadron


def rename_squadron(squadron: Squadron, name: str, *, actor: str) -> None:
    """Give a squadron another name, here and on every record of it.

    Raises:
        SquadronNameTaken: another one is called so.
    """
    if squadron.name == name:
        return
    if queries.squadron_by_name(name) is not None:
        raise SquadronNameTaken(name=name)
    squadron.name = name
    events.squadron_renamed.record(actor=actor, entity=squadron.entity)
