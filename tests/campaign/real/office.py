"""The administrator: freezes phones, shuts them out, lets them in again."""

import random

from app.accounts.models import Device
from app.accounts.rules import DeviceState
from app.devices import actions
from app.extensions import begin_write, db
from tests.campaign.real.installation import Installation
from tests.campaign.real.phone import Phone


class Office:
    """Acts as the pages of the administration do."""

    def __init__(
        self, installation: Installation, phones: list[Phone], draw: random.Random
    ) -> None:
        """Of these phones."""
        self.installation = installation
        self.phones = phones
        self.draw = draw

    def freeze(self) -> None:
        """Put one phone into another state, whichever it is in."""
        phone = self.draw.choice(self.phones)
        self._set(phone, self.draw.choice(list(DeviceState)))

    def let_in(self) -> None:
        """Every phone takes part again."""
        for phone in self.phones:
            self._set(phone, DeviceState.ACTIVE)

    def _set(self, phone: Phone, state: DeviceState) -> None:
        with self.installation.app.app_context():
            begin_write()
            device = db.session.get(Device, phone.device)
            if device is not None:
                actions.set_state(device, state, reason="in a schedule", actor="system")
            db.session.commit()
            db.session.remove()
