"""The zones in force, and bringing a file of them into force: upload, look, confirm.

Nothing is kept between looking and confirming: the page carries the file's text, its fingerprint,
and the version of the zones that it was compared with, and the confirmation checks both.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.admin.forms import ZonesFileForm
from app.extensions import begin_write, db
from app.problems import BadRequest
from app.zones import actions, importing, planning, presenting, queries
from app.zones.problems import ZonesMovedOn, ZonesRefused

blueprint = Blueprint("zones", __name__, url_prefix="/zones")


class Upload(NamedTuple):
    """A file on its way through the pages."""

    name: str
    content: bytes
    demo: bool

    @property
    def sha256(self) -> str:
        """The fingerprint, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def carried(self) -> str:
        """The content as the page carries it: forms would change the ends of its lines."""
        return b64encode(self.content).decode()


@blueprint.get("")
@requires(Permission.ZONE_MANAGE)
def every() -> str:
    """The zones in force."""
    return render_template(
        "admin/zones.html",
        zones=queries.current_zones(),
        words=presenting,
        imported=request.args.get("imported", type=int),
    )


@blueprint.get("/import")
@requires(Permission.ZONE_MANAGE)
def choose() -> str:
    """Choose a file."""
    return render_template("admin/zones_import.html", form=ZonesFileForm())


@blueprint.post("/import")
@requires(Permission.ZONE_MANAGE)
def look() -> tuple[str, int]:
    """Show what the file would change, or every reason against it. Stores nothing."""
    form = ZonesFileForm()
    if not form.validate():
        return render_template("admin/zones_import.html", form=form), 422
    file = form.file.data
    with file.stream:
        upload = Upload(file.filename, file.read(), form.demo.data)
    return _comparison(upload)


@blueprint.post("/import/confirm")
@requires(Permission.ZONE_MANAGE)
def confirm() -> AnyResponse | tuple[str, int]:
    """Bring exactly the file that was looked at into force."""
    # The content is one text field, which Flask takes up to 500 kB unless told otherwise.
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
    upload = _carried()
    begin_write()
    try:
        done = actions.import_geojson(
            importing.decode(upload.content),
            actor=current_user.actor,
            demo=upload.demo,
            based_on=request.form.get("based_on", ""),
        )
    except (ZonesMovedOn, ZonesRefused) as problem:
        db.session.rollback()
        return _comparison(upload, moved_on=problem if isinstance(problem, ZonesMovedOn) else None)
    db.session.commit()
    return redirect(url_for(".every", imported=done.added + done.changed), code=303)


def _carried() -> Upload:
    """The file that the page carried, whole.

    Raises:
        BadRequest: it is not the one whose fingerprint the page shows.
    """
    form = request.form
    try:
        content = b64decode(form.get("content", ""), validate=True)
    except (NotBase64, ValueError) as error:
        raise BadRequest from error
    upload = Upload(form.get("name", ""), content, form.get("demo") == "y")
    if upload.sha256 != form.get("sha256"):
        raise BadRequest
    return upload


def _comparison(upload: Upload, moved_on: ZonesMovedOn | None = None) -> tuple[str, int]:
    try:
        plan = planning.plan_import(importing.decode(upload.content), demo=upload.demo)
    except ZonesRefused as refused:
        page = render_template("admin/zones_refused.html", upload=upload, refused=refused)
        return page, refused.status
    page = render_template(
        "admin/zones_preview.html", upload=upload, plan=plan, moved_on=moved_on, words=presenting
    )
    return page, 200 if moved_on is None else moved_on.status
