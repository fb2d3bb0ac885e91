"""Reading facts: the one that is known already, and those that the desk shows."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.facts.models import Fact
from app.facts.rules import FactKind


def versions_of(fact_id: str) -> list[Fact]:
    """What was sent under this id, in the order of arrival."""
    return list(
        db.session.scalars(select(Fact).where(Fact.fact_id == fact_id).order_by(Fact.log_index))
    )


def receipts_of(fact_ids: Collection[str], *, person_id: int) -> list[tuple[str, str, bytes]]:
    """Id, hash and receipt of everything this person sent under those ids."""
    rows = db.session.execute(
        select(Fact.fact_id, Fact.sha256, Fact.receipt).where(
            Fact.fact_id.in_(fact_ids), Fact.person_id == person_id
        )
    )
    return [(row.fact_id, row.sha256, row.receipt) for row in rows]


def effective(inspection_id: str) -> list[Fact]:
    """The withdrawals and holes that count for this record, in the order of arrival."""
    return list(
        db.session.scalars(
            select(Fact)
            .options(joinedload(Fact.person))
            .where(Fact.inspection_id == inspection_id, Fact.effective)
            .order_by(Fact.log_index)
        )
    )


def declared_hole(photo_id: str) -> bool:
    """Whether its officer declared that this photo will not come."""
    declared = select(Fact.id).where(
        Fact.photo_id == photo_id, Fact.kind == FactKind.PHOTO_UNAVAILABLE, Fact.effective
    )
    return db.session.scalars(declared.limit(1)).first() is not None


def withdrawn(inspection_ids: Sequence[str]) -> set[str]:
    """Those of these records that their officer took back."""
    return set(
        db.session.scalars(
            select(Fact.inspection_id).where(
                Fact.inspection_id.in_(inspection_ids),
                Fact.kind == FactKind.WITHDRAWAL,
                Fact.effective,
            )
        )
    )
