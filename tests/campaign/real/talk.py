"""How a phone meets the server before it sends: enrolment, hello, heartbeat, reconciliation."""

import json
from collections.abc import Generator
from typing import Any

from tests.campaign.ledger import Receipt
from tests.campaign.real import witness
from tests.campaign.real.answers import check_receipt
from tests.campaign.real.clocks import Clock
from tests.campaign.real.messages import Answer, Request, bearer
from tests.campaign.real.phone import Item, Phone
from tests.campaign.result import Harm, Violation

Meeting = Generator[Request | None, Answer | None, bool]
JSON = {"Content-Type": "application/json"}
HEARTBEATS = 0.4
"""How many of the meetings end with one."""


class Talk:
    """The calls that carry no evidence."""

    def __init__(self, phone: Phone, clock: Clock) -> None:
        """For this phone."""
        self.phone = phone
        self.clock = clock

    def meet(self) -> Meeting:
        """Whether the server is there and may be sent to."""
        hello = yield Request("GET", "/api/v1/hello")
        if hello is None or not hello.ours or hello.status != 200:
            return False
        self.phone.met_server = True
        if not self.phone.ticket and not (yield from self._enrol()):
            return False
        said = hello.content
        if said["epoch"] > self.phone.epoch and not (yield from self._reconcile(said["epoch"])):
            return False
        if said["epoch"] == self.phone.epoch:
            self.phone.horizon = said["backup_horizon"]
        return True

    def heartbeat(self) -> Meeting:
        """Say what is unsent, and hold the server to the log that it has shown before."""
        phone = self.phone
        kept = phone.checkpoint
        body: dict[str, Any] = {
            "app": "0.1.0",
            "pending": phone.pending(),
            "max_seq": phone.seq,
            "persisted": True,
        }
        if kept is not None:
            body |= {"epoch": kept.epoch, "checkpoint": kept.note}
        answer = yield self._post("/api/v1/heartbeat", body)
        if answer is None or not answer.ours or answer.status != 200:
            return False
        if answer.content["checkpoint"]:
            offered = witness.read(answer.content["checkpoint"], phone.server_key)
            if kept is not None:
                witness.demand_growth(kept, offered, answer.content["consistency"])
            # Another tab may have kept a newer one meanwhile.
            phone.keep(offered)
        return True

    def _reconcile(self, epoch: int) -> Meeting:
        """The server was restored: ask what it has of everything held, send the rest again."""
        held = [item for item in self.phone.items if item.state == "acked"]
        if not held:
            self.phone.epoch, self.phone.horizon = epoch, 0
            return True
        asked = [{"key": item.key, "sha256": item.sha256} for item in held]
        answer = yield self._post("/api/v1/status", {"items": asked})
        if answer is not None and answer.ours and answer.status == 401:
            self.phone.ticket = ""
        if answer is None or not answer.ours or answer.status != 200:
            return False
        for item, said in zip(held, answer.content["items"], strict=True):
            if item.state == "acked":  # another tab may have been quicker
                self._take_status(item, said, epoch)
        self.phone.epoch, self.phone.horizon = epoch, 0
        return True

    def _take_status(self, item: Item, said: dict[str, Any], epoch: int) -> None:
        if said["state"] != "stored":
            item.state = "saved"
            return
        receipt = said["receipt"]
        check_receipt(receipt, item, self.phone.server_key)
        if receipt["epoch"] < epoch:
            raise Violation(Harm.OTHER, f"the receipt of {item.key} is of an epoch that is over")
        item.receipt = Receipt(receipt["epoch"], receipt["log_index"])
        item.line.receipts.append(item.receipt)

    def _enrol(self) -> Meeting:
        body = json.dumps({"device_id": self.phone.device, "label": "model"}).encode()
        headers = {**JSON, "Cookie": self.phone.officer.cookie, "Sec-Fetch-Site": "same-origin"}
        answer = yield Request("POST", "/api/v1/devices", body, headers)
        if answer is None or not answer.ours or answer.status != 201:
            return False
        if answer.content["device_id"] != self.phone.device:
            return False  # a request that arrived changed
        self.phone.ticket = answer.content["ticket"]
        self.phone.server_key = answer.content["server_key"]
        return True

    def _post(self, path: str, content: dict[str, Any]) -> Request:
        body = json.dumps(content).encode()
        return Request("POST", path, body, {**JSON, **bearer(self.phone.ticket)})
