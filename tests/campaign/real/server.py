"""The real server as the model phones reach it, and what may befall it within a request."""

import contextvars
import errno
import random
from collections.abc import Callable

from flask import got_request_exception
from sqlalchemy.exc import OperationalError

from tests.campaign.real.installation import Installation
from tests.campaign.real.messages import Answer, Request
from tests.campaign.real.points import FILE_CALLS, PowerCut
from tests.campaign.result import Harm, Violation

STATEMENTS_OF_A_REQUEST = 12
FILE_CALLS_OF_A_REQUEST = 8
"""Somewhat more than a request has: a crash may also come after its work, before its answer."""


class Server:
    """Answers requests; None where it died over one."""

    def __init__(self, installation: Installation, draw: random.Random) -> None:
        """Serve this installation."""
        self.installation = installation
        self.points = installation.points
        self.draw = draw
        self.crashed_in: list[str] = []
        self._injected = False
        self._crashing = False
        self._errors: list[BaseException] = []
        self._depth = 0

    def answer(self, request: Request) -> Answer | None:
        """Work on the request.

        Raises:
            Violation: the server failed although nothing was done to it.
        """
        self._depth += 1
        try:
            # A context of its own: a request within another one shares no session with it.
            response = contextvars.Context().run(self._open, request)
            if self._crashing:
                self.points.reach_the_last("answer")
        except PowerCut:
            if self._depth > 1:
                raise  # it struck the request around this one, too
            self._die()
            return None
        finally:
            self._depth -= 1
            if not self._depth:
                self._calm()
        return response

    def crash_within(self, *, photo: bool) -> None:
        """Let the next request end at some point: process gone, or the power with it."""

        def crash(name: str) -> None:
            self.crashed_in.append(name)
            raise PowerCut(name)

        self._crashing = True
        where = self.draw.choice(["commit", "file", "file", "statement"])
        if where == "commit":
            self.points.arm(self.draw.randrange(2), crash, "commit")
        elif where == "file" and photo:
            self.points.arm(self.draw.randrange(FILE_CALLS_OF_A_REQUEST), crash, *FILE_CALLS)
        else:
            self.points.arm(self.draw.randrange(STATEMENTS_OF_A_REQUEST), crash, "statement")

    def fill_disk_within(self) -> None:
        """Let writing photos fail in the next request: no space left on the device."""
        self._injected = True

        def fail(call: str) -> None:
            if call == "pwrite" and self._depth:
                raise OSError(errno.ENOSPC, "No space left on device")

        self.points.fails = fail

    def fill_database_within(self) -> None:
        """Let a statement or commit of the next request fail: the database's disk is full."""
        self._injected = True

        def fail(name: str) -> None:
            raise OperationalError(name, {}, OSError("database or disk is full"))

        if self.draw.random() < 0.3:
            self.points.arm(self.draw.randrange(2), fail, "commit")
        else:
            self.points.arm(self.draw.randrange(STATEMENTS_OF_A_REQUEST), fail, "statement")

    def interleave(self, other: Callable[[], None]) -> None:
        """Let another request run in the middle of the next one, where none is writing yet."""

        def run(_name: str) -> None:
            if not self.points.writing:
                other()

        self.points.arm(self.draw.randrange(4), run, "statement")

    def lose_power(self) -> None:
        """Between two requests."""
        self._die()

    def _die(self) -> None:
        self.points.disarm()
        self.installation.stop()
        if self.draw.random() < 0.5:
            self.installation.disk.lose_power(self.draw)
        self.installation.restart()

    def _calm(self) -> None:
        self.points.disarm()
        self.points.writing = self._crashing = False
        self.points.fails = lambda _call: None
        errors, self._errors = self._errors, []
        injected, self._injected = self._injected, False
        if errors and not injected:
            error = errors[0]
            raise Violation(Harm.OTHER, f"the server failed: {type(error).__name__}: {error}")

    def _open(self, request: Request) -> Answer:
        def note(_app: object, exception: BaseException, **_rest: object) -> None:
            self._errors.append(exception)

        app = self.installation.app
        length = len(request.body) if request.length is None else request.length
        headers = dict(request.headers)
        if request.method not in ("GET", "HEAD"):
            headers["Content-Length"] = str(length)
        with got_request_exception.connected_to(note, sender=app):
            response = app.test_client(use_cookies=False).open(
                request.path, method=request.method, data=request.body, headers=headers
            )
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, response.get_data())
