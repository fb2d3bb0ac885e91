"""With whom somebody may go on patrol: the active people of the same squadron."""

from app.accounts import queries
from app.accounts.models import Person
from tests import factories
from tests.accounts.people import disable


def _names(asker: Person) -> list[str]:
    return [person.name for person in queries.partners_of(asker)]


def test_partners_are_those_of_the_squadron_who_patrol_without_the_asker(app: object) -> None:
    asker = factories.person(name="Zhang")
    factories.person(name="Li")
    factories.person(role="auxiliary", name="Zhao")
    factories.person(role="leader", name="Wang")

    assert _names(asker) == ["Li", "Zhao", "Wang"]


def test_reviewers_and_administrators_do_not_patrol(app: object) -> None:
    asker = factories.person()
    factories.person(role="reviewer")
    factories.person(role="admin")

    assert _names(asker) == []


def test_other_squadrons_patrol_by_themselves(app: object) -> None:
    asker = factories.person(squadron="First")
    factories.person(squadron="Second")

    assert _names(asker) == []


def test_who_has_left_is_nobodys_partner(app: object) -> None:
    asker = factories.person()
    disable(factories.person())

    assert _names(asker) == []
