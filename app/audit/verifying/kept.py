"""What others held on to: a phone's checkpoint, a receipt. The server cannot change these."""

import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from flask_babel import gettext as _

from app.audit import notes, signing
from app.audit.notes import NoteForged, NoteMalformed
from app.audit.verifying.broken import Broken, must
from app.audit.verifying.leaves import Leaf


class NotOurs(ValueError):
    """A text that this server never signed proves nothing against it."""


@dataclass(frozen=True)
class Kept:
    """A checkpoint or a receipt from elsewhere, signed with the key of this server."""

    name: str
    epoch: int
    size: int
    """How long the log was at least."""

    root: bytes | None
    """Over so many leaves; None for a receipt."""

    key: str
    sha256: str
    """What the last of these leaves is about, for a receipt."""

    def hold(self, leaf: Leaf, root: bytes) -> None:
        """Compare with the log at that length.

        Raises:
            Broken: the log was another then.
        """
        if self.root is not None:
            must(self.root == root, self.name, _("the leaves that it covers are not those of then"))
            return
        entity = self.key.partition("/revs/")[0]
        same = (leaf.entity, leaf.sha256) == (entity, self.sha256)
        must(same, self.name, _("%(leaf)s does not tell of it", leaf=leaf.where))

    def beyond(self) -> None:
        """The log ended before.

        Raises:
            Broken: always.
        """
        raise Broken(self.name, _("the log was longer: %(size)s leaves", size=self.size))


def read(text: str, name: str) -> Kept:
    """A note or a receipt as somebody kept it.

    Raises:
        NotOurs: it is neither, or not signed with the key of this server.
    """
    try:
        said = notes.verify(text, signing.raw_public_key())
    except NoteForged as error:
        raise NotOurs(name) from error
    except NoteMalformed:
        return _receipt(text, name)
    return Kept(name, said.epoch, said.size, said.root, "", "")


def _receipt(text: str, name: str) -> Kept:
    try:
        receipt = json.loads(text)
        signing.verify_receipt(receipt, signing.raw_public_key())
        return Kept(
            name,
            int(receipt["epoch"]),
            int(receipt["log_index"]) + 1,
            None,
            str(receipt["key"]),
            str(receipt["sha256"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, InvalidSignature) as error:
        raise NotOurs(name) from error
