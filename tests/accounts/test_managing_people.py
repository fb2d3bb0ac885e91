"""Changing and disabling people: at once, everywhere, and never the last who can manage."""

import pytest
from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import Person, Squadron
from app.accounts.problems import LastAdmin, SquadronNameTaken
from app.accounts.rules import Role
from app.changes.models import Change
from app.extensions import begin_write, db
from tests import factories
from tests.audit.leaves import leaves_of


def _found(person: Person) -> Person:
    found = queries.person(person.id)
    assert found is not None
    return found


def _edit(person: Person, **what: object) -> None:
    begin_write()
    somebody = _found(person)
    now: dict[str, object] = {
        "name": somebody.name,
        "role": somebody.role,
        "squadron": somebody.squadron,
        "cert_no": somebody.cert_no,
    }
    actions.edit_person(somebody, **(now | what), actor="system")  # type: ignore[arg-type]
    db.session.commit()


def _disable(person: Person) -> None:
    begin_write()
    actions.disable_person(_found(person), actor="system")
    db.session.commit()


def _make_without_password(role: Role) -> Person:
    begin_write()
    made = actions.create_person(
        username="new", name="New", role=role, squadron="Office", actor="system"
    )
    db.session.commit()
    return made


def test_the_last_administrator_cannot_be_disabled(app: Flask) -> None:
    admin = factories.person(role="admin")

    with pytest.raises(LastAdmin):
        _disable(admin)

    db.session.rollback()
    assert _found(admin).active


def test_nor_given_another_role(app: Flask) -> None:
    admin = factories.person(role="admin")

    with pytest.raises(LastAdmin):
        _edit(admin, role=Role.OFFICER)


def test_another_name_is_no_harm(app: Flask) -> None:
    admin = factories.person(role="admin")

    _edit(admin, name="Another")

    assert _found(admin).name == "Another"


@pytest.mark.parametrize("act", ["disable", "demote"])
def test_with_another_administrator_it_is_allowed(app: Flask, act: str) -> None:
    admin, _other = factories.person(role="admin"), factories.person(role="admin")

    if act == "disable":
        _disable(admin)
    else:
        _edit(admin, role=Role.OFFICER)

    assert not (_found(admin).active and _found(admin).role is Role.ADMIN)


def test_an_administrator_who_cannot_sign_in_is_no_other_one(app: Flask) -> None:
    admin, gone = factories.person(role="admin"), factories.person(role="admin")
    _disable(gone)
    _make_without_password(Role.ADMIN)

    with pytest.raises(LastAdmin):
        _disable(admin)


def test_what_changed_is_in_the_log_and_no_name(app: Flask) -> None:
    person = factories.person(role="officer")

    _edit(person, name="Zhang San", cert_no="41-0007")
    _edit(person, role=Role.LEADER)
    _edit(person)

    details = [leaf["detail"] for leaf in leaves_of("person.edited")]
    assert details == [
        {"changed": "name,cert_no", "role": "officer"},
        {"changed": "role", "role": "leader"},
    ]


def test_disabling_and_enabling_leave_one_trace_each(app: Flask) -> None:
    person = factories.person()
    _disable(person)
    _disable(person)
    begin_write()
    actions.enable_person(_found(person), actor="system")
    actions.enable_person(_found(person), actor="system")
    db.session.commit()

    assert [leaf["entity"] for leaf in leaves_of("person.disabled")] == [person.actor]
    assert [leaf["entity"] for leaf in leaves_of("person.enabled")] == [person.actor]


def test_phones_hear_that_the_roster_is_another(app: Flask) -> None:
    person = factories.person()

    def heard() -> int:
        return db.session.query(Change).filter(Change.scope == "roster").count()

    before = heard()
    _edit(person, name="Another")
    _disable(person)

    assert heard() == before + 2


def test_a_squadron_has_a_name_of_its_own(app: Flask) -> None:
    begin_write()
    first = actions.create_squadron("First", actor="system")
    second = actions.create_squadron("Second", actor="system")
    with pytest.raises(SquadronNameTaken):
        actions.create_squadron("First", actor="system")
    with pytest.raises(SquadronNameTaken):
        actions.rename_squadron(second, "First", actor="system")
    actions.rename_squadron(second, "Third", actor="system")
    actions.rename_squadron(second, "Third", actor="system")
    db.session.commit()

    assert [squadron.name for squadron in queries.squadrons()] == ["First", "Third"]
    assert [leaf["entity"] for leaf in leaves_of("squadron.created")] == [
        f"squadron/{first.id}",
        f"squadron/{second.id}",
    ]
    assert len(leaves_of("squadron.renamed")) == 1
    assert db.session.get(Squadron, second.id) is not None
