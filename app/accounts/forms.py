"""The sign-in form of the desk. The guard in app/guards.py stands in for CSRF tokens."""

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
