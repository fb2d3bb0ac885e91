"""What a phone makes of an answer (docs/protocol.md §4), written a second time on purpose."""

from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.campaign.ledger import Kind, Receipt
from tests.campaign.real.messages import Answer, from_base64url
from tests.campaign.real.phone import Item
from tests.campaign.real.sealing import canonical
from tests.campaign.result import Harm, Violation


class Outcome(StrEnum):
    """The classes of answers."""

    OK = "ok"
    RETRY = "retry"
    RESYNC = "resync"
    LOGIN = "login"
    FROZEN = "frozen"
    REJECTED = "rejected"


SEND_AGAIN = frozenset({"body_incomplete", "body_hash_mismatch", "content_hash_mismatch"})
SUCCESS = {
    Kind.REVISION: (200, 201, 202),
    Kind.FACT: (200, 201, 202),
    Kind.PHOTO: (200, 201, 204),
}


def outcome(answer: Answer | None, item: Item, server_key: str) -> Outcome:
    """The class of this answer for this item; a receipt in it is kept with the item."""
    if answer is None or not answer.ours:
        return Outcome.RETRY
    if answer.status in SUCCESS[item.kind] and answer.receipt:
        keep_receipt(answer, item, server_key)
        return Outcome.OK
    if answer.status == 401:
        return Outcome.LOGIN
    if answer.status == 403:
        return Outcome.FROZEN
    if answer.status in (404, 409, 410):
        return Outcome.RESYNC
    transient = answer.status in (408, 423, 425, 429, 460) or answer.status >= 500
    if transient or answer.code in SEND_AGAIN:
        return Outcome.RETRY
    return Outcome.REJECTED if 400 <= answer.status < 500 else Outcome.RETRY


def keep_receipt(answer: Answer, item: Item, server_key: str) -> None:
    """Check a receipt and keep it; raises `Violation` when it is not for these bytes."""
    receipt = answer.receipt
    check_receipt(receipt, item, server_key)
    item.receipt = Receipt(receipt["epoch"], receipt["log_index"])
    item.status = receipt["status"]
    item.line.receipts.append(item.receipt)


def check_receipt(receipt: dict[str, object], item: Item, server_key: str) -> None:
    """Raises `Violation` unless the server signed exactly this item."""
    if (receipt.get("key"), receipt.get("sha256")) != (item.key, item.sha256):
        raise Violation(Harm.MISMATCHED, f"a receipt for {item.key} names {receipt}")
    unsigned = {name: value for name, value in receipt.items() if name != "server_sig"}
    key = Ed25519PublicKey.from_public_bytes(from_base64url(server_key))
    try:
        key.verify(from_base64url(str(receipt["server_sig"])), canonical(unsigned))
    except InvalidSignature as error:
        raise Violation(Harm.MISMATCHED, f"the receipt of {item.key} is not signed") from error
