"""Numbers that the documents quote are those of the code; the manual's pictures are all there."""

import re

import pytest

from app.evidence.rules import MAX_PHOTO_BYTES
from app.inspections.rules import MAX_SEALED_BYTES
from app.sync import bodies
from config import Config
from tests.architecture.tree import ROOT

PROTOCOL = (ROOT / "docs/protocol.md").read_text()


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        (r"`Upload-Length` ≤ (\d+) MB", MAX_PHOTO_BYTES // 1024**2),
        (r"exact sealed bytes \(at most (\d+) KiB\)", MAX_SEALED_BYTES // 1024),
        (r"Chunks adapt between 64 KiB and (\d+) MiB", bodies.MAX_CHUNK_BYTES // 1024**2),
        (r"own items; (\d+) days, renewed by use", Config.TICKET_DAYS),
    ],
)
def test_the_protocol_page_quotes_the_limits_of_the_code(sentence: str, number: int) -> None:
    quoted = re.findall(sentence, PROTOCOL)

    assert quoted == [str(number)]


def test_the_manual_shows_every_picture_and_no_other() -> None:
    manual = ROOT / "docs/manual"
    shown = {
        name
        for page in manual.glob("*.md")
        for name in re.findall(r"\]\(images/([^)]+)\)", page.read_text())
    }
    taken = {path.name: path.stat().st_size for path in (manual / "images").iterdir()}

    assert shown == set(taken), "run make screenshots, or show what it takes"
    assert sum(taken.values()) < 1_500_000
