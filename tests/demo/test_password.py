"""One password for all demo logins: the setting, or one of this installation."""

import stat

from flask import Flask
from flask.testing import FlaskClient

from tests.demo.commands import may_sign_in, seed


def test_a_password_is_made_kept_for_the_operator_alone_and_shown(
    app: Flask, client: FlaskClient
) -> None:
    output = seed(app).output

    path = app.config["DATA_DIR"] / "demo-password"
    made = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made) >= 12
    assert f"Password of all of them: {made}" in output
    assert may_sign_in(client, "officer1", made)
    assert may_sign_in(client, "admin1", made)


def test_the_password_stays_when_the_seed_runs_again(app: Flask) -> None:
    seed(app)
    made = (app.config["DATA_DIR"] / "demo-password").read_text()

    output = seed(app).output

    assert made in output
    assert (app.config["DATA_DIR"] / "demo-password").read_text() == made


def test_the_setting_is_used_instead_and_kept_in_no_file(app: Flask, client: FlaskClient) -> None:
    app.config["DEMO_PASSWORD"] = "chosen by the operator"

    seed(app)

    assert may_sign_in(client, "reviewer1", "chosen by the operator")
    assert not (app.config["DATA_DIR"] / "demo-password").exists()


def test_another_setting_changes_the_logins_and_ends_their_sessions(
    app: Flask, client: FlaskClient
) -> None:
    app.config["DEMO_PASSWORD"] = "the first one"
    seed(app)
    assert may_sign_in(client, "officer1", "the first one")

    app.config["DEMO_PASSWORD"] = "the second one"
    seed(app)

    assert client.get("/api/v1/session").status_code == 401
    assert not may_sign_in(client, "officer1", "the first one")
    assert may_sign_in(client, "officer1", "the second one")
