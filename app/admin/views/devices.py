"""The phones: who uses them, what they still hold, and whether they may take part."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.accounts.models import Device
from app.accounts.presenting import minute
from app.accounts.rules import DeviceState
from app.admin import queries
from app.admin.forms import DeviceStateForm
from app.devices import actions, presenting
from app.devices import queries as devices
from app.extensions import begin_write, db
from app.problems import NotFound

blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.app_template_filter("phone_label")
def phone_label(device: Device) -> str:
    """What people call this phone."""
    return presenting.label(device)


@blueprint.get("")
@requires(Permission.PERSON_MANAGE)
def every() -> str:
    """Every phone, the newest first."""
    return render_template(
        "admin/devices.html",
        phones=queries.phones(devices.devices()),
        saved=devices.device(request.args.get("saved", "")),
        words=presenting,
        minute=minute,
    )


@blueprint.get("/<device_id>")
@requires(Permission.PERSON_MANAGE)
def one(device_id: str) -> str:
    """One phone, and what can be done about it."""
    (phone,) = queries.phones([_found(device_id)])
    return render_template("admin/device.html", phone=phone, words=presenting, minute=minute)


@blueprint.route("/<device_id>/freeze", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def freeze(device_id: str) -> AnyResponse | tuple[str, int]:
    """Ask once more and for the reason, then take its evidence with a mark and nothing else."""
    return _change(device_id, DeviceState.FROZEN)


@blueprint.route("/<device_id>/revoke", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def revoke(device_id: str) -> AnyResponse | tuple[str, int]:
    """Ask once more and for the reason, then shut the phone out."""
    return _change(device_id, DeviceState.REVOKED)


@blueprint.route("/<device_id>/let-in", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def let_in(device_id: str) -> AnyResponse | tuple[str, int]:
    """Ask for the reason, then let the phone take part as before."""
    return _change(device_id, DeviceState.ACTIVE)


def _change(device_id: str, state: DeviceState) -> AnyResponse | tuple[str, int]:
    form = DeviceStateForm(request.form)
    if not form.validate_on_submit():
        page = render_template(
            "admin/device_state.html", form=form, device=_found(device_id), state=state.value
        )
        return page, 422 if form.is_submitted() else 200
    begin_write()
    actions.set_state(_found(device_id), state, reason=form.reason.data, actor=current_user.actor)
    db.session.commit()
    return redirect(url_for(".every", saved=device_id), code=303)


def _found(device_id: str) -> Device:
    found = devices.device(device_id)
    if found is None:
        raise NotFound
    return found
