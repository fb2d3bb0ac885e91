"""People on the wire (docs/protocol.md §3)."""

from pydantic import BaseModel, ConfigDict, Field

from app.accounts.models import Person


class SignInBody(BaseModel):
    """What the officer app sends to sign in."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


def person_on_wire(person: Person) -> dict[str, object]:
    """Somebody as the roster shows them."""
    return {
        "id": str(person.id),
        "name": person.name,
        "role": person.role.value,
        "certified": person.certified,
    }


def signed_in_person(person: Person) -> dict[str, object]:
    """The person who signed in, with the squadron."""
    squadron = {"id": str(person.squadron_id), "name": person.squadron.name}
    return {**person_on_wire(person), "squadron": squadron}
