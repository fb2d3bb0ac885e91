from flask_babel import lazy_gettext as _l

from app.problems import Problem


class SignInRefused(Problem):
    status, code = 401, "sign_in_refused"
    text = _l("The user name or the password is wrong, or the account is disabled.")
    next_step = _l("Check both and try again, or ask the administrator for a new password.")


class UsernameTaken(Problem):
    status, code = 409, "username_taken"
    text = _l("The user name %(username)s is in use.")
    next_step = _l("Choose another user name.")


class PasswordTooShort(Problem):
    status, code = 422, "password_too_short"
    text = _l("The password is shorter than %(length)s characters.")
    next_step = _l("Choose a longer password.")


class PasswordIsUsername(Problem):
    status, code = 422, "password_is_username"
    text = _l("The password is the same as the user name.")
    next_step = _l("Choose another password.")


class CodeRefused(Problem):
    status, code = 401, "code_refused"
    text = _l("The user name or the code is wrong, or the code was used or has ended.")
    next_step = _l("Check both and try again, or ask the administrator for a new code.")


class LastAdmin(Problem):
    status, code = 409, "last_admin"
    text = _l("This is the last administrator who can sign in.")
    next_step = _l("Make another administrator first, who has chosen a password.")


class OwnCode(Problem):
    status, code = 409, "own_code"
    text = _l("Nobody makes a one-time code for their own account.")
    next_step = _l("Ask another administrator for one.")


class SquadronNameTaken(Problem):
    status, code = 409, "squadron_name_taken"
    text = _l("There is a squadron called %(name)s.")
    next_step = _l("Choose another name.")


class DeviceRevoked(Problem):
    status, code = 403, "device_revoked"
    text = _l("This phone was shut out and sends nothing any more. What it holds stays on it.")
    next_step = _l("Export the unsent records on the phone and hand them to your squadron leader.")
