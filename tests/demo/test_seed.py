"""The demo's people and zones: made once, the same after a second run, refused in production."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models import Person, Session, Squadron
from app.audit import log
from app.extensions import db
from app.zones.models import Zone, ZoneVersion
from tests.demo.commands import seed

PEOPLE = {
    "officer1": "officer",
    "officer2": "officer",
    "auxiliary1": "auxiliary",
    "leader1": "leader",
    "reviewer1": "reviewer",
    "admin1": "admin",
}


def _counts() -> list[int]:
    tables = (Person, Squadron, Zone, ZoneVersion, Session)
    rows = [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    return [*rows, log.size()]


def test_there_is_somebody_of_every_role(app: Flask) -> None:
    assert seed(app).exit_code == 0

    assert {person.username: person.role.value for person in queries.people()} == PEOPLE


def test_the_demo_people_wear_names_and_certificates_of_the_demo(app: Flask) -> None:
    seed(app)

    certificates = {p.username: p.cert_no for p in queries.people() if p.cert_no}
    assert certificates.keys() == {"officer1", "officer2", "leader1", "reviewer1"}
    assert all(number.startswith("示例") for number in certificates.values())


def test_all_43_zones_are_marked_as_demo(app: Flask) -> None:
    seed(app)

    versions = db.session.scalars(select(ZoneVersion)).all()
    assert len(versions) == 43
    assert all(version.demo for version in versions)


def test_seeding_again_changes_nothing(app: Flask) -> None:
    seed(app)
    before = _counts()
    hashes = [person.password_hash for person in queries.people()]

    result = seed(app)

    assert result.exit_code == 0
    assert _counts() == before
    assert [person.password_hash for person in queries.people()] == hashes


@pytest.mark.parametrize("password", ["", "long enough"])
def test_production_refuses_demo_data(app: Flask, password: str) -> None:
    app.config.update(MODE="production", DEMO_PASSWORD=password)

    result = seed(app)

    assert result.exit_code == 1
    assert "Demo data is refused in production mode." in result.output
    assert _counts() == [0] * 6
    assert not (app.config["DATA_DIR"] / "demo-password").exists()
