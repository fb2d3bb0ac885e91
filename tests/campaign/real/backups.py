"""Backups of the installation, and the server that is put back to one of them."""

import shutil

from tests.campaign.ledger import Ledger
from tests.campaign.real.installation import Installation


class Backups:
    """Keeps the newest backup; after `restore` the server knows nothing that came later."""

    def __init__(self, installation: Installation, ledger: Ledger) -> None:
        """None taken yet."""
        self.installation = installation
        self.ledger = ledger
        self.folder = installation.folder.parent / "backup"
        self.size = -1
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self) -> None:
        """Copy the database and the evidence; the database's log says how far it reaches."""
        self.installation.restart()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.installation.folder, self.folder)
        self.size = self._log_size()

    def restore(self) -> None:
        """The disk died; what the backup holds is put in its place, and a new epoch begins."""
        if self.size < 0:
            return
        self.installation.stop()
        (epoch,) = self.installation.query("SELECT max(epoch) FROM epochs")[0]
        shutil.rmtree(self.installation.folder)
        shutil.copytree(self.folder, self.installation.folder)
        self.installation.restart()
        self.ledger.restores.append((int(str(epoch)), self.size))
        self.installation.query(
            "INSERT INTO epochs (epoch, began_ms) VALUES (:epoch, :now)",
            epoch=int(str(epoch)) + 1,
            now=self.installation.clock.now_ms,
        )
        self.installation.disk.settle()

    def _log_size(self) -> int:
        ((size,),) = self.installation.query("SELECT count(*) FROM audit_leaves")
        return int(str(size))
