"""One schedule of the model: steps drawn from a seed, faults among them, then calm and a check."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.campaign.model import check
from tests.campaign.model.disk import Disk
from tests.campaign.model.messages import Patch
from tests.campaign.model.phone import Item, Phone
from tests.campaign.model.rows import Head, Key, Rows
from tests.campaign.model.server import Handler, Server, digest
from tests.campaign.model.tab import Asking, Tab
from tests.campaign.result import Harm, Violation

STEPS = 400
STEPS_TO_DRAIN = 6_000
KEPT_AFTER_RECEIPT = 260
"""How long the mutant `time_purge` keeps what it has a receipt for."""
RATES = (0.0, 0.02, 0.1, 0.3)
FAULTS = ("request lost", "ghost duplicate", "response lost", "flipped byte", "5xx")


@dataclass
class Running:
    """A request that the server is working on."""

    handler: Handler
    answers: list[tuple[int, Any]]
    answer_lost: bool


@dataclass
class World:
    """Two phones, a network, a server; `now` counts steps."""

    seed: int
    mutants: frozenset[str] = frozenset()
    restores: bool = False
    now: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    faulty: bool = True
    signed_in: bool = True
    portal: bool = False
    admin: list[Key] = field(default_factory=list)
    """Revisions that the desk wrote."""

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.server = Server(self.draw, self.mutants)
        self.phones = [Phone(name, self.draw) for name in "AB"]
        self.wire: list[tuple[str, Any, list[tuple[int, Any]]]] = []
        self.running: list[Running] = []
        self.rates = {fault: self.draw.choice(RATES) for fault in FAULTS}
        self.witnessed: list[tuple[object, ...]] = []
        self.restore_at = self.draw.randint(150, 380) if self.restores else -1
        self.backup_at = self.restore_at - self.draw.randint(20, 140)
        self.backup: tuple[Disk, Rows, list[Key]] | None = None

    def run(self) -> None:
        """Play the schedule; raises `Violation`."""
        for _step in range(STEPS):
            self.step()
        self.faulty, self.signed_in, self.portal = False, True, False
        for phone in self.phones:
            phone.tabs = []
        self.lose_power()  # once more: what has a receipt must outlive it
        left = STEPS_TO_DRAIN
        while left and any(phone.unsent() for phone in self.phones):
            self.step()
            left -= 1
        if not left:
            raise Violation(Harm.OTHER, "not drained: something can never be delivered")
        check.whole(self.server, self.phones, self.admin)

    def ask(self, kind: str, message: object) -> Asking:
        """See `tab.Network`."""
        answers: list[tuple[int, Any]] = []
        self.wire.append((kind, message, answers))
        deadline = self.now + self.draw.randint(5, 25)
        while not answers and self.now < deadline:
            yield
        if not answers:
            self.faults["time-out"] += 1
            return 0, None
        return answers[0]

    def step(self) -> None:
        """One thing happens."""
        self.now += 1
        if self.faulty:
            self._restore_if_due()
            self._mischief()
        for phone in self.phones:
            if len(phone.tabs) < 2 and self.draw.random() < 0.3:
                phone.tabs.append(Tab(phone, self, self.mutants).drain())
        self._advance()
        if self.draw.random() < 0.05:
            self._purge()
        if self.now % 25 == 0:
            self._witness()

    def _advance(self) -> None:
        tabs = [tab for phone in self.phones for tab in phone.tabs]
        possible: list[Callable[[], object]] = []
        if self.wire:
            possible += [self._deliver] * 2
        if self.running:
            possible += [self._serve] * 3
        if tabs:
            possible += [lambda: next(self.draw.choice(tabs))] * 3
        if possible:
            self.draw.choice(possible)()

    def _happens(self, fault: str) -> bool:
        if not self.faulty or self.draw.random() >= self.rates[fault]:
            return False
        self.faults[fault] += 1
        return True

    def _deliver(self) -> None:
        """Let one request arrive, whichever."""
        kind, message, answers = self.wire.pop(self.draw.randrange(len(self.wire)))
        if self.portal:
            self.faults["portal page"] += 1
            answers.append((200, "<html>portal"))
            return
        if self._happens("request lost"):
            return
        if self._happens("ghost duplicate"):
            self.wire.append((kind, message, []))
        if self._happens("5xx"):
            answers.append((503, {}))
            return
        if not self.signed_in:
            self.faults["401"] += 1
            answers.append((401, {}))
            return
        if isinstance(message, Patch) and message.data and self._happens("flipped byte"):
            flipped = bytes([message.data[0] ^ 1]) + message.data[1:]
            message = Patch(message.photo, message.offset, flipped, message.checksum)
        handler = getattr(self.server, kind)(message)
        self.running.append(Running(handler, answers, self._happens("response lost")))

    def _serve(self) -> None:
        """Let one of the requests go on to its next point."""
        at = self.draw.randrange(len(self.running))
        request = self.running[at]
        try:
            next(request.handler)
        except StopIteration as done:
            self.running.pop(at)
            if not request.answer_lost:
                request.answers.append(done.value)

    def lose_power(self) -> None:
        """Everything that runs on the server ends here."""
        self.server.lose_power()
        self._end_requests()

    def _end_requests(self) -> None:
        for request in self.running:
            request.handler.close()
        self.running = []

    def _restore_if_due(self) -> None:
        if self.now == self.backup_at:
            self.backup = (*self.server.backup(), list(self.admin))
        if self.now == self.restore_at and self.backup:
            self.faults["restore"] += 1
            self._end_requests()
            self.wire = []
            disk, rows, self.admin = self.backup
            self.server.restore((disk, rows))
            self.witnessed = []

    def _mischief(self) -> None:
        chance = self.draw.random()
        if chance < 0.012:
            self.faults["server crash"] += 1
            self.lose_power()
        elif chance < 0.03:
            self.faults["phone kill"] += 1
            self.draw.choice(self.phones).tabs = []
        elif chance < 0.05:
            self.signed_in = not self.signed_in
        elif chance < 0.06:
            self.portal = not self.portal
        elif chance < 0.14:
            self._people_act(chance)

    def _people_act(self, chance: float) -> None:
        if chance < 0.09:
            self.draw.choice(self.phones).capture(poison=self.draw.random() < 0.06)
        elif chance < 0.11:
            self._desk_acts()
        else:
            phone = self.draw.choice(self.phones)
            if lines := phone.correctable():
                phone.correct(self.draw.choice(lines))

    def _desk_acts(self) -> None:
        """Return, approve, or write a revision that competes with the officer's."""
        heads = self.server.rows.heads
        records = [record for record, head in heads.items() if head.state in ("review", "returned")]
        if not records:
            return
        record = self.draw.choice(records)
        head = heads[record]
        chance = self.draw.random()
        if chance < 0.8:
            head.state = "returned" if chance < 0.6 else "approved"
            self.server.leaf(head.state, record, head.rev)
            return
        body = f"admin{self.draw.random()}".encode()
        key = (record, head.rev + 1, digest(body))
        self.server.rows.revisions[key] = ("accepted", body)
        self.server.leaf("rev", *key, "accepted")
        state = self.draw.choice(["returned", "review"])
        heads[record] = Head(key[1], key[2], state, head.photos)
        self.admin.append(key)

    def _purge(self) -> None:
        """Phones delete what they may; without restores that is whatever has a receipt."""
        for phone in self.phones:
            for item in phone.items.values():
                if item.state == "acked" and self._may_purge(phone, item):
                    item.state = "purged"
                    item.data = b"" if item.is_photo else item.data

    def _may_purge(self, phone: Phone, item: Item) -> bool:
        if not self.restores:
            return item.is_photo
        if "time_purge" in self.mutants:
            return self.now - item.acked_at > KEPT_AFTER_RECEIPT
        current = item.epoch == phone.epoch or "no_epoch" in self.mutants
        return current and item.log_index < phone.horizon

    def _witness(self) -> None:
        """Phones remember the log: it may only grow."""
        if self.server.rows.log[: len(self.witnessed)] != self.witnessed:
            raise Violation(Harm.GAPS, "the log was rewritten")
        self.witnessed = list(self.server.rows.log)
