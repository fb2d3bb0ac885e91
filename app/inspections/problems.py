from flask_babel import lazy_gettext as _l

from app.problems import Problem


class ManifestInvalid(Problem):
    status, code = 422, "manifest_invalid"
    text = _l("The record's form is not one that the server knows (%(where)s).")
    next_step = _l("Export the record from the phone and update the app.")
