"""Backups by the product's own commands, and the server that is put back to one of them."""

import random
import shutil

from tests.campaign.ledger import Ledger
from tests.campaign.real.installation import Installation
from tests.campaign.result import Harm, Violation


class Backups:
    """`flask backup create` and `flask backup restore`; the newest backup is always the one."""

    def __init__(self, installation: Installation, ledger: Ledger, draw: random.Random) -> None:
        """None taken yet."""
        self.installation = installation
        self.ledger = ledger
        self.draw = draw
        self.taken = 0
        self._size = 0

    def take(self) -> None:
        """Make a backup that counts: phones may purge what it holds."""
        self.installation.clock.forward(1)  # backups are named by their second
        self._size = self._log_size()
        self._run("backup", "create")
        self.taken += 1

    def restore(self) -> None:
        """Nothing of what came after the newest backup is known any more; a new epoch begins."""
        if not self.taken:
            return
        epoch = self._epoch()
        self.installation.stop()
        if self.draw.random() < 0.5:
            self._lose_disk()
        self._run("backup", "restore", "--replace")
        self.installation.restart()
        self.installation.disk.settle()
        if self._epoch() <= epoch:
            raise Violation(Harm.OTHER, f"epoch {self._epoch()} after {epoch}")
        self.ledger.restores.append((epoch, self._size))

    def _lose_disk(self) -> None:
        """The database and every photo are gone, and what stamped the epoch beside them."""
        folder = self.installation.folder
        for path in [*folder.glob("wuzhi.db*"), folder / "epoch.json"]:
            path.unlink(missing_ok=True)
        shutil.rmtree(folder / "evidence")
        shutil.rmtree(folder / "incoming")

    def _run(self, *command: str) -> None:
        done = self.installation.run(*command)
        if done.exit_code:
            raise Violation(Harm.OTHER, f"flask {' '.join(command)}: {done.output}")

    def _epoch(self) -> int:
        ((epoch,),) = self.installation.query("SELECT max(epoch) FROM epochs")
        return int(str(epoch))

    def _log_size(self) -> int:
        ((size,),) = self.installation.query("SELECT count(*) FROM audit_leaves")
        return int(str(size))
