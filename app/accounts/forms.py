"""Signing in, and choosing a password. The guard in app/guards.py stands in for CSRF tokens."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """User name and password."""

    username = StringField(
        _l("User name"), [InputRequired(_l("Enter the user name.")), Length(max=64)]
    )
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Enter the password.")), Length(max=256)]
    )


class ActivationForm(FlaskForm):  # type: ignore[misc]
    """User name, one-time code and the password of one's own choice."""

    username = StringField(
        _l("User name"), [InputRequired(_l("Enter the user name.")), Length(max=64)]
    )
    code = StringField(
        _l("One-time code"), [InputRequired(_l("Enter the one-time code.")), Length(max=32)]
    )
    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), Length(max=256)]
    )
