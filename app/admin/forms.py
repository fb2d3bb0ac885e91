"""The forms of the administrator's pages. Required fields say what to enter, not what is wrong."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from app.accounts import presenting
from app.accounts.models import Squadron
from app.accounts.rules import Role


def _stripped(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()  # PostgreSQL keeps no NUL


def _longest(most: int) -> Length:
    return Length(max=most, message=_l("Use at most %(max)d characters."))


class UsernameForm(FlaskForm):  # type: ignore[misc]
    """The user name, which stays for good. It stands before the rest: fields keep their order."""

    username = StringField(
        _l("User name"),
        [
            DataRequired(_l("Enter the user name.")),
            _longest(64),
            Regexp(r"\S+\Z", message=_l("A user name has no spaces.")),
        ],
        filters=[_stripped],
    )


class PersonForm(FlaskForm):  # type: ignore[misc]
    """What can be changed of somebody."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Enter the full name.")), _longest(80)],
        filters=[_stripped],
    )
    role = SelectField(_l("Role"))
    squadron = SelectField(_l("Squadron"), coerce=int)
    cert_no = StringField(
        _l("Number of the enforcement certificate"), [_longest(40)], filters=[_stripped]
    )

    def offer(self, squadrons: list[Squadron]) -> None:
        """Fill the choices in the reader's language."""
        self.role.choices = [(role.value, presenting.role_name(role)) for role in Role]
        self.squadron.choices = [(squadron.id, squadron.name) for squadron in squadrons]


class NewPersonForm(UsernameForm, PersonForm):
    """Somebody new."""


class SquadronForm(FlaskForm):  # type: ignore[misc]
    """A squadron's name."""

    name = StringField(
        _l("Name of the squadron"),
        [DataRequired(_l("Enter a name for the squadron.")), _longest(80)],
        filters=[_stripped],
    )


class DeviceStateForm(FlaskForm):  # type: ignore[misc]
    """Why a phone is frozen, shut out or let in again."""

    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Say why. The reason stays with the phone.")), _longest(400)],
        filters=[_stripped],
    )


class ZonesFileForm(FlaskForm):  # type: ignore[misc]
    """A file of zones to look at before it comes into force."""

    file = FileField(_l("GeoJSON file"), [FileRequired(_l("Choose a file."))])
    demo = BooleanField(_l("These zones are samples that nobody approved"))
