"""A one-time code opens the way to a password of one's own: once, for 72 hours, for its person."""

import math

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions, rules
from app.accounts.models import OneTimeCode
from app.accounts.problems import CodeRefused
from app.core import clock
from app.extensions import begin_write, db
from tests import factories
from tests.accounts.people import CHOSEN, activate, disable, give_code, sign_in_by_api, try_api
from tests.audit.leaves import leaves_of

HOUR_MS = 3_600_000


def _later(monkeypatch: pytest.MonkeyPatch, milliseconds: int) -> None:
    then = clock.now_ms() + milliseconds
    monkeypatch.setattr(clock, "now_ms", lambda: then)


def test_the_code_sets_a_password_of_the_persons_own_choice(client: FlaskClient) -> None:
    person = factories.person()
    code = give_code(person)

    answer = activate(client, person.username, code)

    assert (answer.status_code, answer.location) == (303, "/activate/done")
    assert "officer app" in client.get("/activate/done").text
    assert try_api(client, person.username, CHOSEN).status_code == 201


def test_each_step_leaves_a_trace_without_the_code(client: FlaskClient) -> None:
    person = factories.person()
    code = give_code(person)
    activate(client, person.username, code)

    (issued,), (activated,) = leaves_of("person.code_issued"), leaves_of("person.activated")
    assert (issued["actor"], issued["entity"]) == ("system", person.actor)
    assert issued["detail"] == {"hours": 72}
    assert (activated["actor"], activated["entity"]) == (person.actor, person.actor)
    assert code not in str([issued, activated])


def test_a_code_works_once(client: FlaskClient) -> None:
    person = factories.person()
    code = give_code(person)
    activate(client, person.username, code)

    answer = activate(client, person.username, code, "of somebody who found it")

    assert answer.status_code == 401
    assert try_api(client, person.username, CHOSEN).status_code == 201


def test_two_at_the_same_time_use_a_code_once(app: Flask) -> None:
    """Both were checked before either wrote: the second finds the code gone."""
    person = factories.person()
    code = give_code(person)
    checked = actions.check_code(person.username, code)
    assert checked is not None
    begin_write()
    actions.activate(checked, CHOSEN)
    db.session.commit()

    begin_write()
    with pytest.raises(CodeRefused):
        actions.activate(checked, "the password of another")


def test_a_code_that_was_replaced_after_it_was_checked_is_refused(app: Flask) -> None:
    person = factories.person()
    checked = actions.check_code(person.username, give_code(person))
    assert checked is not None
    give_code(person)

    begin_write()
    with pytest.raises(CodeRefused):
        actions.activate(checked, CHOSEN)


def test_a_code_lasts_72_hours(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.person()
    code = give_code(person)

    _later(monkeypatch, 72 * HOUR_MS - 60_000)

    assert activate(client, person.username, code).status_code == 303


def test_and_then_it_ends(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.person()
    code = give_code(person)

    _later(monkeypatch, 72 * HOUR_MS)

    assert activate(client, person.username, code).status_code == 401


def test_a_new_code_ends_the_one_before(client: FlaskClient) -> None:
    person = factories.person()
    first = give_code(person)
    second = give_code(person)

    assert activate(client, person.username, first).status_code == 401
    assert activate(client, person.username, second).status_code == 303


def test_a_code_is_of_one_person_alone(client: FlaskClient) -> None:
    code = give_code(factories.person())
    other = factories.person()
    give_code(other)

    assert activate(client, other.username, code).status_code == 401


def test_a_disabled_person_cannot_use_a_code(client: FlaskClient) -> None:
    person = factories.person()
    code = give_code(person)
    disable(person)

    assert activate(client, person.username, code).status_code == 401


def test_every_refusal_looks_the_same_and_leaves_a_trace(client: FlaskClient) -> None:
    person = factories.person()
    give_code(person)
    without = factories.person()

    answers = [
        activate(client, name, "AAAAA-AAAAA").text.replace(name, "NAME")
        for name in (person.username, without.username, "nobody")
    ]

    assert len(set(answers)) == 1
    assert "The user name or the code is wrong, or the code was used or has ended." in answers[0]
    refused = leaves_of("person.activation_refused")
    assert [leaf["entity"] for leaf in refused] == [person.actor, without.actor, "unknown"]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:3]} {code[3:]}"]
)
def test_a_code_is_read_however_it_is_typed(client: FlaskClient, typed: object) -> None:
    person = factories.person()

    answer = activate(client, person.username, typed(give_code(person)))  # type: ignore[operator]

    assert answer.status_code == 303


def test_guessing_is_slow(client: FlaskClient) -> None:
    statuses = [activate(client, "zhang", "AAAAA-AAAAA").status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


def test_until_then_nothing_signs_the_person_in(client: FlaskClient) -> None:
    person = factories.person()
    code = give_code(person)

    for guess in ("", code, factories.PASSWORD):
        assert try_api(client, person.username, guess or "x").status_code == 401
    assert sign_in_by_api(client, person).status_code == 401


def test_the_database_keeps_no_code(app: Flask) -> None:
    person = factories.person()
    code = give_code(person)

    kept = db.session.scalars(select(OneTimeCode.code_hash)).one()

    assert kept.startswith("$argon2id$")
    assert rules.plain_code(code) not in kept


def test_a_code_is_beyond_guessing_and_easy_to_read(app: Flask) -> None:
    codes = {give_code(factories.person()) for _ in range(5)}

    assert len(codes) == 5
    assert rules.CODE_LENGTH * math.log2(len(set(rules.CODE_LETTERS))) >= 40
    for code in codes:
        assert len(rules.plain_code(code)) == rules.CODE_LENGTH
        assert not set("01ILOU") & set(code)
