"""How a phone meets the server before it sends: enrolment, hello, reconciliation."""

import json
from collections.abc import Generator

from tests.campaign.real.clocks import ServerClock
from tests.campaign.real.messages import Answer, Request
from tests.campaign.real.phone import Phone

Meeting = Generator[Request | None, Answer | None, bool]


class Talk:
    """The calls that carry no evidence."""

    def __init__(self, phone: Phone, clock: ServerClock) -> None:
        """For this phone."""
        self.phone = phone
        self.clock = clock

    def meet(self) -> Meeting:
        """Whether the server is there and may be sent to."""
        hello = yield Request("GET", "/api/v1/hello")
        if hello is None or not hello.ours or hello.status != 200:
            return False
        said = hello.content
        if said["epoch"] != self.phone.epoch:
            self._new_epoch(said["epoch"])
        self.phone.horizon = said["backup_horizon"]
        self.phone.met_server = True
        return bool(self.phone.ticket) or (yield from self._enrol())

    def _new_epoch(self, epoch: int) -> None:
        """The server was restored: everything held is sent again, it knows what it has."""
        self.phone.epoch = epoch
        for item in self.phone.items:
            if item.state == "acked":
                item.state = "saved"

    def _enrol(self) -> Meeting:
        body = json.dumps({"device_id": self.phone.device, "label": "model"}).encode()
        headers = {
            "Cookie": self.phone.officer.cookie,
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        }
        answer = yield Request("POST", "/api/v1/devices", body, headers)
        if answer is None or not answer.ours or answer.status != 201:
            return False
        if answer.content["device_id"] != self.phone.device:
            return False  # a request that arrived changed
        self.phone.ticket = answer.content["ticket"]
        self.phone.server_key = answer.content["server_key"]
        return True
