"""GET /api/v1/audit/…: proofs over the log, for whoever checks it (docs/protocol.md §6)."""

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.audit import checkpoints, tree
from app.audit.schemas import ConsistencyAnswer, ConsistencyQuery, InclusionAnswer, LeafPath
from app.sync.schemas import ProblemAnswer

blueprint = APIBlueprint(
    "proofs",
    __name__,
    url_prefix="/api/v1/audit",
    abp_tags=[Tag(name="audit")],
    abp_responses={401: ProblemAnswer, 403: ProblemAnswer, 404: ProblemAnswer},
)


@blueprint.get("/inclusion/<int:idx>", responses={200: InclusionAnswer})
@requires(Permission.AUDIT_READ)
def inclusion(path: LeafPath) -> Response:
    """The proof that the newest checkpoint covers a leaf. Only its hash: leaves tell of people."""
    checkpoint, proof = checkpoints.inclusion(path.idx)
    return jsonify(
        idx=path.idx,
        leaf_hash=tree.leaf_hashes(path.idx, path.idx + 1)[0].hex(),
        size=checkpoint.size,
        proof=proof,
        checkpoint=checkpoint.note,
    )


@blueprint.get("/consistency", responses={200: ConsistencyAnswer})
@requires(Permission.AUDIT_READ)
def consistency(query: ConsistencyQuery) -> Response:
    """The proof that the log has only grown between two sizes."""
    proof = checkpoints.consistency(query.old, query.new)
    return jsonify(
        {
            "from": query.old,
            "to": query.new,
            "from_root": tree.root(query.old).hex(),
            "to_root": tree.root(query.new).hex(),
            "proof": proof,
        }
    )
