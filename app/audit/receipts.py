"""Receipts in the epoch that the log is in now."""

import json

from app.audit import log, signing

SIGNED_ANEW = frozenset({"v", "alg", "server_sig"})
"""Members that `sign_receipt` adds itself."""


def current(stored: bytes) -> bytes:
    """The receipt as it is given out today.

    A phone trusts a receipt of the present epoch only: after a restore from a backup the log's
    numbers begin again where the backup ended. What the restored database holds is here all the
    same, so its receipt is signed again; key, hash, log index and time stay.
    """
    receipt = json.loads(stored)
    epoch = log.current_epoch()
    if receipt["epoch"] == epoch:
        return stored
    fields = {name: value for name, value in receipt.items() if name not in SIGNED_ANEW}
    return signing.sign_receipt({**fields, "epoch": epoch})
