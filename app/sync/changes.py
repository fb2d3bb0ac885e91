"""GET /api/v1/changes: what became of a person's records, and which lists are new."""

from typing import Any, cast

from flask import Response, jsonify
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.accounts.models import Person
from app.changes import queries, rules
from app.changes.models import Change
from app.sync.schemas import ChangesAnswer, ChangesQuery, ProblemAnswer

blueprint = APIBlueprint(
    "changes",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="changes")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)


@blueprint.get("/changes", responses={200: ChangesAnswer, 410: ProblemAnswer})
@requires(Permission.SELF_READ)
def changes(query: ChangesQuery) -> Response:
    """The next rows for everybody and for the asker alone, oldest first."""
    page = queries.page(
        query.since,
        person_id=cast(Person, current_user).id,
        scopes=rules.scopes_of(query.scope),
        limit=min(query.limit, rules.MAX_PAGE),
    )
    return jsonify(
        epoch=page.cursor.epoch,
        cursor=str(page.cursor),
        more=page.more,
        changes=[_on_wire(row) for row in page.rows],
    )


def _on_wire(row: Change) -> dict[str, Any]:
    content = {"deleted": True} if row.deleted else {"data": row.data}
    return {
        "seq": row.seq,
        "scope": row.scope.value,
        "id": row.entity,
        "version": row.version,
        "at_ms": row.at_ms,
        **content,
    }
