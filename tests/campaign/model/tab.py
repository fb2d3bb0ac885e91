"""One tab of a phone: drains the store, takes nothing for success but an echo of the hash."""

from collections.abc import Generator
from typing import Any, Protocol

from tests.campaign.model.messages import Create, Patch, Put
from tests.campaign.model.phone import Item, Phone
from tests.campaign.model.server import digest

Asking = Generator[None, None, tuple[int, Any]]
LEASE = 30


class Network(Protocol):
    """How a tab asks the server, and what time it is."""

    now: int

    def ask(self, kind: str, message: object) -> Asking:
        """The answer, or (0, None) after a time-out."""
        ...


class Tab:
    """Sends what the phone's store holds; killed at any yield."""

    def __init__(self, phone: Phone, network: Network, mutants: frozenset[str]) -> None:
        self.phone = phone
        self.network = network
        self.mutants = mutants
        self.draw = phone.draw

    def drain(self) -> Generator[None, None, None]:
        """Item after item, for as long as the tab lives."""
        while True:
            yield
            if self.draw.random() < 0.25:
                yield from self._hello()
            ready = self._ready()
            if not ready:
                continue
            item = ready[0] if self.draw.random() < 0.7 else self.draw.choice(ready)
            if "delete_first" in self.mutants:
                yield from self._send_after_deleting(item)
                continue
            if "no_lease" in self.mutants:
                item.state = "sending"
            item.lease_until = self.network.now + LEASE
            outcome = yield from self._send(item)
            if not item.delivered:
                self._settle(item, outcome)

    def _hello(self) -> Generator[None, None, None]:
        phone = self.phone
        status, said = yield from self.network.ask("hello", None)
        if status != 200 or not isinstance(said, dict):
            return
        if "no_epoch" in self.mutants or said["epoch"] == phone.epoch:
            phone.horizon = said["horizon"]
        elif said["epoch"] > phone.epoch:
            phone.epoch, phone.horizon = said["epoch"], 0
            for item in phone.items.values():
                if item.state == "acked":
                    item.state, item.not_before, item.lease_until = "queued", 0, -1

    def _ready(self) -> list[Item]:
        now, items = self.network.now, self.phone.items
        ready = []
        for item in items.values():
            leased = item.lease_until >= now and "no_lease" not in self.mutants
            first = items.get(item.after)
            waits = first is not None and not first.delivered
            if item.state == "queued" and not leased and not waits and now >= item.not_before:
                ready.append(item)
        if "hol" in self.mutants:
            unsent = [item for item in items.values() if not item.delivered]
            ready = [item for item in ready if item is unsent[0]]
        return ready

    def _send_after_deleting(self, item: Item) -> Generator[None, None, None]:
        del self.phone.items[item.id]
        outcome = yield from self._send(item)
        item.state = "acked" if outcome == "ok" else "queued"
        self.phone.items[item.id] = item

    def _settle(self, item: Item, outcome: str) -> None:
        now = self.network.now
        item.state, item.lease_until = "queued", -1
        if outcome == "ok":
            item.state, item.acked_at = "acked", now
        elif outcome == "rejected":
            item.state = "rejected"
        elif outcome == "login":
            item.not_before = now + 20
        else:
            item.tries += 1
            pause = min(40, 2 ** min(item.tries, 5)) + self.draw.randint(0, 5)
            item.not_before = now + pause
            if "drop_after_n" in self.mutants and item.tries > 6:
                item.state = "purged"

    def _send(self, item: Item) -> Generator[None, None, str]:
        if item.is_photo:
            return (yield from self._send_photo(item))
        return (yield from self._send_revision(item))

    def _send_revision(self, item: Item) -> Generator[None, None, str]:
        put = Put(item.record, item.rev, item.sha, item.data, item.photos)
        status, said = yield from self.network.ask("put", put)
        if self._is_ok(status, said, item):
            return "ok"
        if status == 401:
            return "rejected" if "401_rejects" in self.mutants else "login"
        return "rejected" if status == 422 else "retry"

    def _send_photo(self, item: Item) -> Generator[None, None, str]:
        status, said = yield from self.network.ask("head", item.id)
        if status == 404:
            create = Create(item.id, item.sha, len(item.data))
            status, said = yield from self.network.ask("create", create)
        elif self._is_ok(status, said, item):
            return "ok"
        if status == 401:
            return "login"
        if status not in (200, 201) or not isinstance(said, dict):
            return "retry"
        return (yield from self._send_chunks(item, said["offset"]))

    def _send_chunks(self, item: Item, offset: int) -> Generator[None, None, str]:
        while offset <= len(item.data):
            data = item.data[offset : offset + self.draw.choice([4, 8, 64])]
            patch = Patch(item.id, offset, data, digest(data))
            status, said = yield from self.network.ask("patch", patch)
            if self._is_ok(status, said, item):
                return "ok"
            if status == 401:
                return "login"
            if status not in (204, 409) or not isinstance(said, dict) or "offset" not in said:
                return "retry"
            offset = said["offset"]
        return "retry"

    def _is_ok(self, status: int, said: Any, item: Item) -> bool:
        """Whether this is a receipt for the item; it is kept with it."""
        if "any_2xx" in self.mutants and 200 <= status < 300:
            return True
        if status not in (200, 201, 204) or not isinstance(said, dict):
            return False
        if said.get("sha") != item.sha:
            return False
        item.epoch, item.log_index = said["epoch"], said["index"]
        return True
