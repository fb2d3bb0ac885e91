"""The supervisor at the desk: approves and returns while officers edit."""

import random
from urllib.parse import urlencode

from tests.campaign.real.installation import Installation
from tests.campaign.real.messages import Request
from tests.campaign.real.server import Server


class Desk:
    """A browser that is signed in as the leader."""

    def __init__(self, installation: Installation, server: Server, draw: random.Random) -> None:
        """Of this server."""
        self.installation = installation
        self.server = server
        self.draw = draw
        self.decided = 0

    def decide(self) -> None:
        """Decide on a record that waits, or on an older state of it that is still on the screen."""
        waiting = self.installation.query(
            "SELECT id, head_rev, head_sha256 FROM inspections WHERE state = 'submitted'"
            " ORDER BY received_ms, id"
        )
        if not waiting:
            return
        record, rev, sha256 = self.draw.choice(waiting)
        form = {"decision": "approve", "rev": rev, "sha256": sha256}
        if self.draw.random() < 0.7:
            form |= {"decision": "return", "reason": "photo_unclear", "text": "closer, please"}
        answer = self.server.answer(
            Request(
                "POST",
                f"/r/inspections/{record}/decisions",
                urlencode(form).encode(),
                {
                    "Cookie": self.installation.leader.cookie,
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site": "same-origin",
                },
            )
        )
        if answer is not None and answer.status == 303:
            self.decided += 1
