"""/healthz, /readyz, /version and the OpenAPI document."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from app.access import open_to_anyone
from app.operations import checks
from config import VERSION

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
@open_to_anyone
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@open_to_anyone
def readyz() -> tuple[Response, int]:
    """The process can do its work; 503 names what is missing, `degraded` what is an alarm."""
    results = checks.all_checks()
    if not all(results.values()):
        return jsonify(results), 503
    alarms = checks.degraded()
    return jsonify({**results, "degraded": alarms} if alarms else results), 200


@blueprint.get("/version")
@open_to_anyone
def version() -> Response:
    """Which build runs on which schema; component versions are nobody's business (ASVS 13.4.6)."""
    return jsonify(
        version=VERSION,
        commit=current_app.config["BUILD_COMMIT"],
        database=checks.database_revision(),
    )


@blueprint.get("/api/v1/openapi.json")
@open_to_anyone
def openapi() -> Response:
    """The API's own description (OpenAPI 3.1)."""
    app: Any = current_app
    return jsonify(app.api_doc)
