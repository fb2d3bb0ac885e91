"""Two server processes on one installation, and requests for one photo at both."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import live_server
from tests.databases import Databases, Installation
from tests.live_server import LiveServer
from tests.phone import sha256
from tests.wire import Answer, Wire

pytestmark = pytest.mark.server
CHUNK = 50_000
ROUNDS = 12


@pytest.fixture
def servers(databases: Databases, tmp_path: Path) -> Iterator[tuple[LiveServer, LiveServer]]:
    folder = tmp_path / "data"
    made = Installation(folder, databases.new(folder))
    live_server.prepare(made.folder, made.database_url)
    pair = LiveServer(folder, made.database_url), LiveServer(folder, made.database_url)
    for server in pair:
        server.start()
    yield pair
    for server in pair:
        server.stop()
    databases.drop(made.database_url)


def test_of_two_chunks_for_one_place_one_wins_and_the_bytes_are_right(
    servers: tuple[LiveServer, LiveServer],
) -> None:
    wires = [Wire(server) for server in servers]
    wires[1].ticket, wires[1].phone = wires[0].ticket, wires[0].phone
    photo = b"".join(bytes([number]) * CHUNK for number in range(ROUNDS))
    sealed = wires[0].phone.record(photo)
    assert wires[0].put(sealed)[0] == 201
    assert wires[0].create(sealed, b"")[0] == 201
    path = f"/uploads/{sealed['photos'][0]['id']}"

    for number in range(ROUNDS):
        start, part = threading.Barrier(2), photo[number * CHUNK : (number + 1) * CHUNK]

        def send(wire: Wire, *, at: int = number * CHUNK, part: bytes = part) -> Answer:
            start.wait()  # noqa: B023 -- both of this round wait for each other
            return wire.upload("PATCH", path, part, Upload_Offset=str(at))

        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(send, wires))

        assert sorted(status for status, _, _ in answers) == [204, 409]
        offsets = {headers["upload-offset"] for _, headers, _ in answers}
        assert offsets == {str((number + 1) * CHUNK)}

    receipts = {wire.upload("HEAD", path, b"")[1]["x-wz-receipt"] for wire in wires}
    assert len(receipts) == 1
    stored = list((servers[0].data_dir / "evidence").rglob("*.bin"))
    assert [sha256(found.read_bytes()) for found in stored] == [sha256(photo)]
