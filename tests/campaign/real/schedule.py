"""One schedule: phones, network, desk and misfortunes drawn from a seed; then calm and a check."""

import random
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass

from tests.campaign import checker
from tests.campaign.ledger import Kind, Ledger
from tests.campaign.real.backups import Backups
from tests.campaign.real.clocks import seeded_names
from tests.campaign.real.desk import Desk
from tests.campaign.real.installation import Installation
from tests.campaign.real.messages import Answer, Request
from tests.campaign.real.network import Network
from tests.campaign.real.office import Office
from tests.campaign.real.phone import Item, Phone
from tests.campaign.real.sealing import FACT_KINDS
from tests.campaign.real.server import Server
from tests.campaign.real.tab import Tab
from tests.campaign.result import Harm, Violation

STEPS = 36
STEPS_WITH_RESTORE = 70
STEPS_FROM_BACKUP_TO_RESTORE = 12
"""Phones have time to purge what the backup holds, and to seal what it does not."""
STEPS_TO_DRAIN = 900
Driven = Generator[Request | None, Answer | None, None]


@dataclass
class Running:
    """A tab, what it waits for, and since when."""

    phone: Phone
    tab: Driven
    request: Request | None = None
    started: bool = False
    answer: Answer | None = None
    answer_at: float = -1.0


class Schedule:
    """Drawn from the seed alone."""

    def __init__(self, installation: Installation, seed: int, *, restores: bool = False) -> None:
        """Put the installation back to its beginning."""
        self.seed = seed
        self.draw = random.Random(seed)
        self.installation = installation
        installation.begin()
        self.clock = installation.clock
        self.faults: Counter[str] = Counter()
        self.ledger = Ledger()
        self.server = Server(installation, self.draw)
        self.network = Network(self.server, self.draw, self.faults)
        self.desk = Desk(installation, self.server, self.draw)
        self.backups = Backups(installation, self.ledger, self.draw)
        self.phones = [
            Phone(officer, self.draw, self.ledger, self.clock.now_ms)
            for officer in installation.officers
        ]
        self.office = Office(installation, self.phones, self.draw)
        self.tabs: list[Running] = []
        self.restores = restores
        self.steps = STEPS_WITH_RESTORE if restores else STEPS
        self.now = 0
        self.backed_up = -STEPS_FROM_BACKUP_TO_RESTORE
        self.happenings = self._happenings()

    def _happenings(self) -> list[tuple[float, Callable[[], None], str]]:
        """How likely each is at a step, what it does, and which fault it counts as."""
        rate = self.draw.choice
        return [
            (0.12, self._capture, ""),
            (rate([0.0, 0.06]), self._correct, ""),
            (rate([0.0, 0.1, 0.2]), self.desk.decide, ""),
            (rate([0.0, 0.03]), self._state_fact, ""),
            (rate([0.0, 0.02, 0.05]), self._kill_phone, "phone kill"),
            (rate([0.0, 0.0, 0.01]), self._wipe_phone, "phone storage wiped"),
            (rate([0.0, 0.0, 0.02]), self._lose_photo, "photo unreadable on the phone"),
            (rate([0.0, 0.01, 0.03]), self._crash, "server crash between requests"),
            (rate([0.0, 0.02]), self._revoke, "401 until enrolled again"),
            (rate([0.0, 0.1]), self.network.deliver_ghost, ""),
            (rate([0.0, 0.01]), self._jump_clock, "phone clock jumps"),
            (rate([0.0, 0.0, 0.04]) if not self.restores else 0.06, self._back_up, ""),
            (0.1 if self.restores else 0.0, self._restore_by_and_by, ""),
            (0.1, self.installation.work, ""),
            (rate([0.0, 0.0, 0.03]), self.office.freeze, "phone frozen or shut out"),
        ]

    def run(self) -> None:
        """Play it; raises `Violation`."""
        with seeded_names(self.seed):
            for step in range(self.steps):
                self.now = step
                self._happen()
                self._advance()
            if self.restores and not self.ledger.restores:
                if not self.backups.taken:
                    self.backups.take()
                self._restore()
            self._drain()
            checker.check(self.installation.query, self.installation.folder, self.ledger)

    def _drain(self) -> None:
        """Calm: nothing fails any more, and everything must arrive."""
        self.network.calm = True
        self.office.let_in()
        while self.network.ghosts:
            self.network.deliver_ghost()
        self.server.lose_power()  # once more: what has a receipt must outlive it
        self.tabs.clear()
        for _step in range(STEPS_TO_DRAIN):
            if not any(phone.unsent() for phone in self.phones) and self._all_know_the_epoch():
                break
            self._advance()
        for phone in self.phones:
            for item in phone.items:
                self._check_arrived(item)

    def _all_know_the_epoch(self) -> bool:
        """A phone that heard of a restore has more to send."""
        epoch = 1 + len(self.ledger.restores)
        return all(phone.epoch >= epoch for phone in self.phones)

    def _check_arrived(self, item: Item) -> None:
        if item.line.refused and item.state != "quarantined":
            raise Violation(Harm.OTHER, f"{item.key} was not refused: {item.state}")
        if not item.line.refused and (item.state == "quarantined" or not item.settled):
            raise Violation(Harm.LOST, f"{item.key} can never be delivered: {item.state}")

    def _happen(self) -> None:
        for rate, what, fault in self.happenings:
            if self.draw.random() < rate:
                if fault:
                    self.faults[fault] += 1
                what()

    def _advance(self) -> None:
        """Let one tab take one step, and time pass."""
        self.clock.forward(self.draw.choice([0.1, 1, 5, 20]))
        for phone in self.phones:
            tabs = [running for running in self.tabs if running.phone is phone]
            if len(tabs) < 1 or (len(tabs) < 2 and self.draw.random() < 0.1):
                self.tabs.append(Running(phone, Tab(phone, self.clock).drain()))
        running = self.draw.choice(self.tabs)
        if not running.started:
            running.started = True
            running.request = next(running.tab)
        elif running.request is None:
            running.request = running.tab.send(None)
        else:
            self._exchange(running)

    def _exchange(self, running: Running) -> None:
        if running.request is not None and running.answer_at < 0:
            running.answer = self.network.send(running.request)
            now = self.clock.now_ms / 1000
            running.answer_at = now + self.draw.randrange(60) if self.network.slow else now
        if running.answer_at <= self.clock.now_ms / 1000:
            answer, running.answer, running.answer_at = running.answer, None, -1.0
            running.request = running.tab.send(answer)

    # What people and fate do.

    def _phone(self) -> Phone:
        return self.draw.choice(self.phones)

    def _capture(self) -> None:
        self._phone().capture(self.clock.now_ms, refused=self.draw.random() < 0.04)

    def _correct(self) -> None:
        phone = self._phone()
        if found := phone.correctable():
            phone.correct(self.draw.choice(found), self.clock.now_ms)

    def _state_fact(self) -> None:
        phone = self._phone()
        records = [item for item in phone.items if item.kind is Kind.REVISION and item.content]
        parent = self.draw.choice(records) if records else None
        kind = self.draw.choice(FACT_KINDS)
        about: dict[str, object] = {"text": f"idea {self.draw.random()}", "reason": "by mistake"}
        if parent is not None:
            about |= {"inspection_id": parent.line.record, "rev": parent.content["rev"]}
        elif kind != "suggestion":
            return
        phone.state_fact(self.clock.now_ms, kind, about, parent)

    def _kill_phone(self) -> None:
        phone = self._phone()
        for running in self.tabs:
            in_flight = running.phone is phone and running.request and running.answer_at < 0
            if in_flight and running.request and self.draw.random() < 0.5:
                self.network.ghosts.append(running.request)
        self.tabs = [running for running in self.tabs if running.phone is not phone]

    def _wipe_phone(self) -> None:
        phone = self._phone()
        self._kill_phone_of(phone)
        phone.wipe(self.clock.now_ms)

    def _kill_phone_of(self, phone: Phone) -> None:
        self.tabs = [running for running in self.tabs if running.phone is not phone]

    def _lose_photo(self) -> None:
        phone = self._phone()
        photos = [i for i in phone.items if i.kind is Kind.PHOTO and i.state == "saved"]
        if photos:
            phone.lose_photo(self.draw.choice(photos), self.clock.now_ms)

    def _crash(self) -> None:
        self.server.lose_power()

    def _revoke(self) -> None:
        """Take a ticket away, as when it ends or its officer is signed out everywhere."""
        phone = self._phone()
        self.installation.query(
            "DELETE FROM upload_tickets WHERE device_id = :device", device=phone.device
        )

    def _jump_clock(self) -> None:
        self._phone().wall_offset_ms = self.draw.randint(-(10**11), 10**11)

    def _back_up(self) -> None:
        if not self.restores or self.now >= self.backed_up + STEPS_FROM_BACKUP_TO_RESTORE:
            self.backups.take()
            self.backed_up = self.now

    def _restore_by_and_by(self) -> None:
        if self.now > self.backed_up + STEPS_FROM_BACKUP_TO_RESTORE and self.backups.taken:
            self._restore()

    def _restore(self) -> None:
        self.server.lose_power()
        self.backups.restore()
        self.faults["restore from a backup"] = len(self.ledger.restores)
        self.network.ghosts.clear()
