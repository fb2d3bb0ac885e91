from flask_babel import lazy_gettext as _l

from app.problems import Problem


class CursorGone(Problem):
    status, code = 410, "cursor_gone"
    text = _l("The phone's place in the list of changes is not known here.")
    next_step = _l("The phone reads the list from the start by itself.")
