"""The system page."""

from flask import Blueprint, render_template

from app.access import Permission, requires
from app.admin import queries
from config import VERSION

blueprint = Blueprint("system", __name__)


@blueprint.get("/")
@requires(Permission.SYSTEM_READ)
def figures() -> str:
    """The installation in numbers."""
    return render_template(
        "admin/system.html",
        figures=queries.system_figures(),
        backups=queries.backup_words(),
        wanting=queries.wanting_photos(),
        version=VERSION,
    )
