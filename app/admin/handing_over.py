"""A one-time code on its way to the page that shows it once.

The server keeps only the code's hash, and an answer to a POST is a redirect. So the code waits in
a cookie of the administrator's own browser, for a minute, and the page that shows it takes it away.
"""

from flask import Response, current_app, request

COOKIE = "wz_code"
PATH = "/a/people"
SECONDS = 60


def keep(response: Response, person_id: int, code: str) -> None:
    """Send the code along with the redirect to its page."""
    response.set_cookie(
        COOKIE,
        f"{person_id}.{code}",
        max_age=SECONDS,
        path=PATH,
        secure=current_app.config["PUBLIC_ORIGIN"].startswith("https://"),
        httponly=True,
        samesite="Strict",
    )


def waiting(person_id: int) -> str | None:
    """The code of this person, if its page was not shown yet."""
    whose, _, code = request.cookies.get(COOKIE, "").partition(".")
    return code if whose == str(person_id) and code else None


def forget(response: Response) -> None:
    """It was shown."""
    response.delete_cookie(COOKIE, path=PATH)
