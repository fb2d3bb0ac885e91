"""The network between the model phones and the server: it loses, doubles, breaks and lies."""

import random
from collections import Counter

from tests.campaign.real.messages import Answer, Request
from tests.campaign.real.server import Server

RATES = (0.0, 0.0, 0.02, 0.08, 0.2)
"""Swarm testing: each schedule draws for each fault how frequent it is, many not at all."""
RATES_OF_CRASHES = (0.0, 0.0, 0.1, 0.25, 0.5)
"""In a request that brings evidence."""
BEFORE = ("request lost", "5xx before the server", "portal page", "redirect to a portal")
WITHIN = (
    "server crash in a request",
    "photo disk full",
    "database full",
    "two requests at once",
)
AFTER = ("response lost", "5xx after the server", "slow answer")
ON_BODIES = ("truncated body", "flipped byte")
FAULTS = (*BEFORE, *WITHIN, *AFTER, *ON_BODIES, "ghost duplicate")
PORTAL = Answer(200, {"content-type": "text/html"}, b"<html>Welcome to the free WLAN</html>")
REDIRECT = Answer(302, {"location": "http://portal.example/"})
BAD_GATEWAY = Answer(502, {"content-type": "text/html"}, b"<html>bad gateway</html>")


class Network:
    """One way from phones to the server, with the faults of this schedule."""

    def __init__(self, server: Server, draw: random.Random, faults: Counter[str]) -> None:
        """Draw how often each fault strikes."""
        self.server = server
        self.draw = draw
        self.faults = faults
        self.rates = {fault: draw.choice(RATES) for fault in FAULTS}
        self.rates["server crash in a request"] = draw.choice(RATES_OF_CRASHES)
        self.ghosts: list[Request] = []
        self.calm = False
        self.slow = False
        """Whether the last answer takes its time."""

    def send(self, request: Request) -> Answer | None:
        """What the phone hears; None after a time-out."""
        self.slow = False
        if self._happens("request lost"):
            return None
        if self._happens("5xx before the server"):
            return BAD_GATEWAY
        if self._happens("portal page"):
            return PORTAL
        if self._happens("redirect to a portal"):
            return REDIRECT
        if self._happens("ghost duplicate"):
            self.ghosts.append(request)
        self._arm(request)
        answer = self.server.answer(self._broken(request))
        if answer is None or self._happens("response lost"):
            return None
        if self._happens("5xx after the server"):
            return BAD_GATEWAY
        self.slow = self._happens("slow answer")
        return answer

    def deliver_ghost(self) -> None:
        """A copy of an old request arrives; nobody hears the answer."""
        if self.ghosts:
            ghost = self.ghosts.pop(self.draw.randrange(len(self.ghosts)))
            self.server.answer(ghost)

    def _happens(self, fault: str) -> bool:
        if self.calm or self.draw.random() >= self.rates[fault]:
            return False
        self.faults[fault] += 1
        return True

    def _broken(self, request: Request) -> Request:
        if not request.body:
            return request
        if self._happens("truncated body"):
            return request.shortened(self.draw.randrange(len(request.body)))
        if self._happens("flipped byte"):
            return request.flipped(self.draw.randrange(8 * len(request.body)))
        return request

    def _arm(self, request: Request) -> None:
        """At most one thing happens within a request, where it is one that matters."""
        bytes_of_photo = bool(request.body) and "/uploads" in request.path
        evidence = bytes_of_photo or request.method == "PUT"
        if request.method == "GET":
            return
        if evidence and self._happens("server crash in a request"):
            self.server.crash_within(photo=bytes_of_photo)
        elif self._happens("photo disk full"):
            self.server.fill_disk_within()
        elif self._happens("database full"):
            self.server.fill_database_within()
        elif self._happens("two requests at once"):
            self.server.interleave(lambda: self._meanwhile(request))

    def _meanwhile(self, request: Request) -> None:
        """The same request of another tab, or an old one."""
        if self.ghosts and self.draw.random() < 0.5:
            self.deliver_ghost()
        else:
            self.server.answer(request)
