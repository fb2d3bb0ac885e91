"""Python's RFC 8785 writes what the phone's writes."""

import json
from typing import Any

import pytest
import rfc8785

from tests.conftest import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/jcs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["accepted"], ids=lambda case: case["name"])
def test_the_canonical_text_is_the_same_in_both_languages(case: dict[str, Any]) -> None:
    assert rfc8785.dumps(case["value"]).decode() == case["canonical"]
