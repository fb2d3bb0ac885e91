from flask_babel import lazy_gettext as _l

from app.problems import Problem


class ProofUnknown(Problem):
    status, code = 404, "proof_unknown"
    text = _l("No signed checkpoint of the log covers this.")
    next_step = _l("Wait ten minutes for the next checkpoint, and check the numbers.")
