"""The system page."""

from flask import Blueprint, render_template

from app.access import Permission, requires
from app.accounts import presenting
from app.accounts import queries as accounts
from app.admin import queries
from config import VERSION

blueprint = Blueprint("admin", __name__, url_prefix="/a")


@blueprint.get("/")
@requires(Permission.SYSTEM_READ)
def system() -> str:
    """The installation in numbers, and who may sign in."""
    return render_template(
        "admin/system.html",
        figures=queries.system_figures(),
        people=accounts.people(),
        role_name=presenting.role_name,
        version=VERSION,
    )
