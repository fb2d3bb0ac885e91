"""The headers on every answer, and the guard against requests from other sites.

Cookie-carrying unsafe requests are guarded by Fetch Metadata, with Origin as the fallback of
browsers that do not send it (design/sync.md amendment 12): no tokens that expire in old pages.
"""

from flask import Flask, Response, current_app, request

from app.problems import CrossSite

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types wz",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    # Not no-referrer: that makes browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Put the guard in front of every view and the headers on every answer."""
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)


def carries_ticket() -> bool:
    """Whether the request stands on an upload ticket alone; cookies are then ignored."""
    scheme, _, _ = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer"


def refuse_other_sites() -> None:
    """Refuse an unsafe request that another site could have caused.

    Requests with an upload ticket carry no cookies, so no other site can ride on them.

    Raises:
        CrossSite: when neither Fetch Metadata nor Origin says that it is our own page.
    """
    if request.method in SAFE_METHODS or carries_ticket():
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site == "same-origin":
            return
        raise CrossSite
    if request.headers.get("Origin") != current_app.config["PUBLIC_ORIGIN"]:
        raise CrossSite


def add_headers(response: Response) -> Response:
    """Add the security headers; API answers are also marked as ours and never kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PUBLIC_ORIGIN"].startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.path.startswith("/api/v1"):
        response.headers["X-WZ-Api"] = "1"
        response.headers["Cache-Control"] = "no-store"
    elif request.path.startswith("/static/dist/") and response.status_code == 200:
        # The build puts a hash of the content into every name.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
