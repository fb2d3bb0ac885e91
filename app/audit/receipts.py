"""Receipts in the epoch that the log is in now."""

import json
from collections.abc import Mapping

import rfc8785
from cryptography.exceptions import InvalidSignature

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


def is_right(stored: bytes, fields: Mapping[str, str | int]) -> bool:
    """Whether these bytes are the receipt of exactly these fields, in whatever epoch it was signed.

    Raises:
        ValueError, LookupError, TypeError: they are no receipt at all.
    """
    receipt = json.loads(stored)
    told = {name: value for name, value in receipt.items() if name not in SIGNED_ANEW | {"epoch"}}
    if told != dict(fields) or rfc8785.dumps(receipt) != stored:
        return False
    try:
        signing.verify_receipt(receipt, signing.raw_public_key())
    except InvalidSignature:
        return False
    return True
