"""What holds for the client as a whole and no linter knows."""

import re

from tests.architecture.tree import ROOT, client_modules, files, name_of, without_comments

_NOT_IN_WEBKIT_STORAGE = re.compile(r"\b(?:Blob|File)\b")
_MARKUP_FROM_TEXT = re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b")


def test_the_store_never_holds_a_blob_or_a_file() -> None:
    """Safari cannot keep them in private mode and loses them elsewhere (design: sync.md A4)."""
    found = [
        name_of(path)
        for path in client_modules()
        if "store" in path.parts and _NOT_IN_WEBKIT_STORAGE.search(without_comments(path))
    ]

    assert not found


def test_nothing_makes_markup_from_text() -> None:
    found = [
        name_of(path)
        for path in client_modules()
        if _MARKUP_FROM_TEXT.search(without_comments(path))
    ]

    assert not found


def test_the_service_worker_knows_nothing_of_the_product() -> None:
    worker = without_comments(ROOT / "static/src/service-worker.ts")

    assert "import" not in re.findall(r"\b\w+\b", worker)
    assert not re.search(r"inspection|photo|indexedDB", worker, re.IGNORECASE)


def test_both_languages_answer_the_same_vectors() -> None:
    python = "".join(path.read_text() for path in files("tests", ".py"))
    typescript = "".join(path.read_text() for path in files("tests/client", ".ts", ".tsx"))

    alone = [
        path.name
        for path in files("tests/vectors", ".json")
        if path.name not in python or path.name not in typescript
    ]

    assert not alone, f"read by one language only: {alone}"
