"""What the worker does for the log."""

from app.audit import checkpoints
from app.extensions import begin_write, db
from app.jobs import each_minute


@each_minute
def sign_checkpoint() -> None:
    """Sign how the log stands, when it is time."""
    if not checkpoints.is_due():
        return
    begin_write()
    if checkpoints.is_due():  # another worker may have been quicker
        checkpoints.sign()
    db.session.commit()
