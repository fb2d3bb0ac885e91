"""The catalogue of violation types and outcomes in force, read once from its data file.

Nothing of it is confirmed before the legal section (法制股) signs it off: `confirmed` says so,
for each entry and for the whole.
"""

from functools import cache
from pathlib import Path

import rfc8785
from pydantic import BaseModel, ConfigDict, Field

from app.core.encoding import sha256_hex

_IN_FORCE = Path(__file__).parent / "data" / "2026-01.json"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Texts(_Entry):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Outcome(_Entry):
    """What the officer achieved or ordered on the spot. `source` is where it was read."""

    code: str = Field(pattern=r"^[a-z_]+$")
    name: Texts
    source: str
    confirmed: bool


class ViolationType(Outcome):
    """A kind of breach, with a hint that tells it from its neighbours."""

    hint: Texts


class Catalogue(_Entry):
    """One edition of the catalogue, in the order of the chips on the phone."""

    edition: str
    violation_types: list[ViolationType] = Field(min_length=1)
    outcomes: list[Outcome] = Field(min_length=1)

    @property
    def confirmed(self) -> bool:
        """Whether the legal section has signed off every entry."""
        return all(entry.confirmed for entry in (*self.violation_types, *self.outcomes))


@cache
def in_force() -> Catalogue:
    """The edition in force."""
    return Catalogue.model_validate_json(_IN_FORCE.read_bytes())


def law_snapshot() -> dict[str, object]:
    """The catalogue as phones keep it (docs/protocol.md §3.1)."""
    catalogue = in_force()
    content: dict[str, object] = {
        "confirmed": catalogue.confirmed,
        "violation_types": [
            each.model_dump(include={"code", "name", "hint"}) for each in catalogue.violation_types
        ],
        "outcomes": [each.model_dump(include={"code", "name"}) for each in catalogue.outcomes],
    }
    version = sha256_hex(rfc8785.dumps(content))  # type: ignore[arg-type]
    return {"scope": "law", "version": version, **content}


def is_known_type(code: str) -> bool:
    """Whether the catalogue in force has this violation type."""
    return any(each.code == code for each in in_force().violation_types)


def is_known_outcome(code: str) -> bool:
    """Whether the catalogue in force has this outcome."""
    return any(each.code == code for each in in_force().outcomes)


def type_name(code: str, locale: str) -> str:
    """What people call a violation type, in Chinese unless `locale` is English.

    A code that the catalogue does not have is its own name: evidence is never refused for it.
    """
    return _name(code, locale, in_force().violation_types)


def outcome_name(code: str, locale: str) -> str:
    """What people call an outcome, in Chinese unless `locale` is English."""
    return _name(code, locale, in_force().outcomes)


def _name(code: str, locale: str, entries: "list[ViolationType] | list[Outcome]") -> str:
    for entry in entries:
        if entry.code == code:
            return entry.name.en if locale.startswith("en") else entry.name.zh
    return code
