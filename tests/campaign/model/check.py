"""What must hold of the model when calm has come back and everything is drained."""

from collections import Counter

from tests.campaign.model.phone import Phone, Sealed
from tests.campaign.model.rows import Key, Leaf
from tests.campaign.model.server import Server
from tests.campaign.result import Harm, Violation


def whole(server: Server, phones: list[Phone], admin: list[Key]) -> None:
    """Everything that was ever sealed is there, once, unaltered, with one leaf each."""
    if server.twice:
        raise Violation(Harm.DUPLICATED, f"stored twice: {server.twice}")
    for key in admin:
        if key not in server.rows.revisions:
            raise Violation(Harm.LOST, f"a revision of the desk was overwritten: {key}")
    leaves = Counter(server.rows.log)
    for phone in phones:
        for line in phone.ledger:
            _line(server, phone, line, leaves)
    _causality(server)


def _line(server: Server, phone: Phone, line: Sealed, leaves: Counter[Leaf]) -> None:
    item = phone.items.get(f"{line.record}/r{line.rev}")
    if line.poison:
        if item is None or item.state != "rejected" or not item.data:
            raise Violation(Harm.LOST, f"a refused record left the phone: {line.record}")
        return
    key = (line.record, line.rev, line.sha)
    if key not in server.rows.revisions:
        raise Violation(Harm.LOST, f"record {line.record} r{line.rev}")
    status = server.rows.revisions[key][0]
    if leaves[("rev", *key, status)] != 1:
        raise Violation(Harm.GAPS, f"{leaves[('rev', *key, status)]} leaves for revision {key}")
    for photo, sha, data in line.photos:
        _photo(server, photo, sha, data, leaves)
    completed = any(leaf[:2] == ("complete", line.record) for leaf in leaves)
    if status == "accepted" and line.photos and not completed:
        raise Violation(Harm.OTHER, f"{line.record} was never complete")


def _photo(server: Server, photo: str, sha: str, data: bytes, leaves: Counter[Leaf]) -> None:
    if photo not in server.rows.photos:
        raise Violation(Harm.LOST, f"photo {photo}")
    kept = server.disk.kept.get(f"evidence/{photo}")
    if kept != data:
        raise Violation(Harm.MISMATCHED, f"bytes of photo {photo} not lasting or not the same")
    if leaves[("photo", photo, sha)] != 1:
        raise Violation(Harm.GAPS, f"{leaves[('photo', photo, sha)]} leaves for photo {photo}")


def _causality(server: Server) -> None:
    """A photo's leaf never stands before that of its record."""
    told: set[object] = set()
    for leaf in server.rows.log:
        if leaf[0] == "rev":
            told.add(leaf[1])
        elif leaf[0] == "photo" and server.rows.expected[str(leaf[1])][0] not in told:
            raise Violation(Harm.OTHER, f"photo {leaf[1]} before its record")
