from flask_babel import lazy_gettext as _l

from app.problems import Problem


class SnapshotUnknown(Problem):
    status, code = 404, "snapshot_unknown"
    text = _l("The server has no list called %(scope)s.")
    next_step = _l("Update the app.")
