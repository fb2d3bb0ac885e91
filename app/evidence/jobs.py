"""Making photos viewable, away from any request."""

from app.evidence import actions, derivatives, giving_out, queries
from app.evidence.rules import Viewable
from app.extensions import begin_write, db
from app.jobs import each_minute, enqueue, job


@job
def make_derivatives(photo_id: str) -> None:
    """Make thumbnail and screen picture of a stored photo, or note why it cannot be shown."""
    photo = queries.photo(photo_id)
    if photo is None or not photo.stored or photo.viewable is not Viewable.PENDING:
        return
    original = actions.store().path(photo.id, photo.sha256)
    reason = derivatives.make(original, giving_out.derivative_folder(photo.id))
    begin_write()
    actions.note_derivatives(photo, unviewable_reason=reason)
    db.session.commit()


@each_minute
def make_missing_derivatives() -> None:
    """Find what a crash left undone."""
    for photo_id in queries.without_derivatives():
        enqueue(make_derivatives, photo_id)  # each by itself: one failure stops no other
