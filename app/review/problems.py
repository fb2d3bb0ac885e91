from flask_babel import lazy_gettext as _l

from app.problems import Problem
from app.review.rules import Hindrance


class AlreadyDecided(Problem):
    status, code = 409, "already_decided"
    text = _l("Somebody has decided on this record already.")
    next_step = _l("Open the record to see the decision.")


class OwnRecord(Problem):
    status, code = 403, "own_record"
    text = _l("Nobody decides on a record of their own.")
    next_step = _l("Leave it to another reviewer.")


class PhotosMissing(Problem):
    status, code = 409, "photos_missing"
    text = _l("Not all photos have arrived yet.")
    next_step = _l("Decide once the phone has sent the rest.")


class MovedOn(Problem):
    status, code = 409, "moved_on"
    text = _l("The record has a newer revision than the one you saw.")
    next_step = _l("Open the record again and read the new revision.")


class ReturnIncomplete(Problem):
    status, code = 422, "return_incomplete"
    text = _l('A return needs at least one reason, and "other" needs a text.')
    next_step = _l("Go back, choose a reason and try again.")


BY_HINDRANCE: dict[Hindrance, type[Problem]] = {
    Hindrance.ALREADY_DECIDED: AlreadyDecided,
    Hindrance.OWN_RECORD: OwnRecord,
    Hindrance.PHOTOS_MISSING: PhotosMissing,
    Hindrance.MOVED_ON: MovedOn,
}
