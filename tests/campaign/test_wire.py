"""A sample of L4, proof that its judge sees, and what a cut connection costs."""

from collections.abc import Iterator

import pytest

from tests.campaign import fresh
from tests.campaign.layers import l4
from tests.campaign.wired import Wired, ledgers_of, play, wired

pytestmark = pytest.mark.server

LARGEST_CHUNK = 1024 * 1024


@pytest.fixture(scope="module")
def installation() -> Iterator[Wired]:
    with wired() as made:
        yield made


def test_the_outbox_and_the_server_agree_over_a_bad_network() -> None:
    result = fresh.run("L4", 5)

    assert result.done["promised"] >= 5
    assert result.faults


def test_a_phone_that_forgets_before_it_is_answered_is_found_out(installation: Wired) -> None:
    result = l4.play_on(installation, 10, 1, mutant="delete_first")

    assert result.failures


def test_a_connection_cut_at_any_byte_costs_at_most_one_chunk(installation: Wired) -> None:
    before = installation.proxy.photo_bytes
    plans = [installation.plan(seed, cuts=True) for seed in range(100, 104)]
    ledgers = ledgers_of(play(installation, plans))
    on_the_wire = installation.proxy.photo_bytes - before

    parts = [part for ledger in ledgers for part in ledger["traffic"]["parts"]]
    lost = [part for part in parts if not part["answered"]]
    kept = sum(part["size"] for part in parts if part["answered"])
    assert lost
    assert max(part["size"] for part in parts) <= LARGEST_CHUNK
    assert on_the_wire <= kept + sum(part["size"] for part in lost)
    for photo in {part["photo"] for part in parts}:
        starts = [part["from"] for part in parts if part["photo"] == photo]
        assert starts == sorted(starts), "what was acknowledged is never sent again"
