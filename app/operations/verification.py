"""Holding the whole installation against its log."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.verifying import log
from app.audit.verifying.broken import close_streams
from app.audit.verifying.kept import Kept
from app.audit.verifying.log import Found
from app.evidence.witness import PhotoWitness, verify_files
from app.extensions import db
from app.facts.chains import ChainWitness
from app.facts.witness import FactWitness
from app.inspections.manifests import ManifestWitness
from app.inspections.witness import RevisionWitness
from app.review.witness import DecisionWitness

WITNESSES = (
    RevisionWitness,
    FactWitness,
    PhotoWitness,
    ManifestWitness,
    ChainWitness,
    DecisionWitness,
)


@dataclass(frozen=True)
class Verified:
    """What was found right."""

    log: Found
    photo_bytes: int


def verify(kept: Sequence[Kept] = ()) -> Verified:
    """Recompute everything from the bytes: the log, what it tells of, and the originals.

    Raises:
        Broken: the first leaf, row or file that is not as it was written.
    """
    db.session.rollback()  # one state of the database, from here to the end of the log
    try:
        found = log.verify(WITNESSES, kept)
    finally:
        close_streams()
        db.session.rollback()
    return Verified(found, verify_files())
