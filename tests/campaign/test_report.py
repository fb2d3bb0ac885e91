"""docs/campaign.md says of every layer what its run found, and never adds them up."""

from pathlib import Path

import pytest

from tests.campaign import registry, report


def test_every_layer_has_a_full_count() -> None:
    assert sorted(report.FULL) == registry.names()


def test_the_page_tells_each_layer_in_a_row_and_a_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "KEPT", tmp_path)

    clean = report.run("L1", 0.0003)
    caught_none = report.run("L1-mutants", 0.0005)
    page = report.page(report.kept())

    assert clean
    assert not caught_none
    row = next(line for line in page.splitlines() if line.startswith("| L1 |"))
    assert row.startswith("| L1 | 3 | 0 | 0 | 0 | 0 | 0 |")
    assert "`campaign L1: 3 schedules, 0 lost, 0 duplicated, 0 mismatched, 0 gaps`" in page
    assert "not caught in 1 schedules" in page
    assert "Injected: " in page
