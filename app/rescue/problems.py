from flask_babel import lazy_gettext as _l

from app.problems import Problem


class RescueMalformed(Problem):
    status, code = 422, "rescue_malformed"
    text = _l("This is not a rescue file, or it is damaged.")
    next_step = _l("Export it from the phone once more. Nothing was lost.")


class RescueItemUnreadable(Problem):
    status, code = 422, "rescue_item_unreadable"
    text = _l("This item is missing in the file or damaged in it.")
    next_step = _l("Export the file from the phone once more.")
