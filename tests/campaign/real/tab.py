"""One tab of a model phone: meets the server, sends what is saved, records before photos."""

from collections.abc import Generator

from tests.campaign.ledger import Kind
from tests.campaign.real.answers import Outcome, outcome
from tests.campaign.real.clocks import Clock
from tests.campaign.real.messages import Answer, Request, bearer
from tests.campaign.real.phone import Item, Phone
from tests.campaign.real.talk import HEARTBEATS, Talk
from tests.campaign.real.uploading import Steps, send_photo

IDLE = None
LEASE_S = 30
REJECTED_FOR_GOOD = 3
ORDER = {Kind.REVISION: 0, Kind.FACT: 1, Kind.PHOTO: 2}


class Tab:
    """Driven from outside: yields requests, is sent the answers; may be dropped at any yield."""

    def __init__(self, phone: Phone, clock: Clock) -> None:
        """A tab of this phone."""
        self.phone = phone
        self.clock = clock
        self.talk = Talk(phone, clock)

    @property
    def now(self) -> float:
        """Seconds."""
        return self.clock.now_ms / 1000

    def drain(self) -> Generator[Request | None, Answer | None, None]:
        """Pass after pass; IDLE in between."""
        while True:
            if (yield from self.talk.meet()):
                while (item := self._next()) is not None:
                    item.lease_until = self.now + LEASE_S
                    result = yield from self._send(item)
                    self._settle(item, result)
                    if result in (Outcome.LOGIN, Outcome.FROZEN):
                        break
                self.phone.purge()
                if self.phone.draw.random() < HEARTBEATS:
                    yield from self.talk.heartbeat()
            yield IDLE

    def _next(self) -> Item | None:
        ready = [
            item
            for item in self.phone.items
            if item.state == "saved"
            and item.lease_until < self.now
            and item.not_before <= self.now
            and (item.parent is None or item.parent.delivered)
        ]
        return min(ready, key=lambda item: ORDER[item.kind], default=None)

    def _send(self, item: Item) -> Steps:
        if item.kind is Kind.PHOTO:
            return (yield from send_photo(item, self.phone))
        headers = {**bearer(self.phone.ticket), "Content-SHA256": item.sha256}
        if "corrects" in item.content:
            headers["If-Match"] = f'"{item.content["corrects"]["sha256"]}"'
        answer = yield Request("PUT", f"/api/v1/{item.key}", item.line.data, headers)
        return outcome(answer, item, self.phone.server_key)

    def _settle(self, item: Item, result: Outcome) -> None:
        item.lease_until = -1
        if item.state != "saved":
            return  # another tab was faster
        if result is Outcome.OK:
            # A receipt of an epoch that is over proves nothing: the item is sent again.
            if item.receipt is not None and item.receipt.epoch >= self.phone.epoch:
                item.state = "acked"
        elif result is Outcome.LOGIN:
            self.phone.ticket = ""
        elif result is Outcome.FROZEN:
            item.not_before = self.now + 20
        else:
            self._put_off(item, result)

    def _put_off(self, item: Item, result: Outcome) -> None:
        item.tries += 1
        item.rejections = item.rejections + 1 if result is Outcome.REJECTED else 0
        if item.rejections >= REJECTED_FOR_GOOD:
            item.state = "quarantined"
        pause = min(300, 2 ** min(item.tries, 9))
        item.not_before = self.now + self.phone.draw.random() * pause
        known = item.parent is not None and item.parent.state == "acked"
        if result is Outcome.RESYNC and item.kind is Kind.PHOTO and known and item.parent:
            # The server may not know the record any more: its receipt is asked for again.
            item.parent.state = "saved"
