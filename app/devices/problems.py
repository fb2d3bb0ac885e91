from flask_babel import lazy_gettext as _l

from app.problems import Problem


class DeviceIdInvalid(Problem):
    status, code = 422, "device_invalid"
    text = _l("The phone sent an id that is not one of ours.")
    next_step = _l("Update the app and sign in again.")


class DeviceFrozen(Problem):
    status, code = 403, "device_frozen"
    text = _l("This phone is frozen: nobody signs in on it. What it holds may still be sent.")
    next_step = _l("Ask the administrator, or use another phone.")
