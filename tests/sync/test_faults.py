"""Faults that only real processes and real sockets can show."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rfc8785
from sqlalchemy import create_engine, text

from tests import live_server
from tests.databases import Databases, Installation, with_our_driver
from tests.live_server import LiveServer
from tests.phone import Sealed, checksum, sha256
from tests.wire import Answer, Wire

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Installation:
    folder = tmp_path_factory.mktemp("installation") / "data"
    made = Installation(folder, databases.new(folder))
    live_server.prepare(made.folder, made.database_url)
    return made


@pytest.fixture
def server(prepared: Installation, databases: Databases, tmp_path: Path) -> Iterator[LiveServer]:
    folder = live_server.copy_of(prepared.folder, tmp_path)
    server = LiveServer(folder, databases.copy(prepared.database_url, folder))
    server.start()
    yield server
    server.stop()
    databases.drop(server.database_url)


def rows(server: LiveServer, table: str) -> int:
    """How many rows a table has, read beside the server."""
    engine = create_engine(with_our_driver(server.database_url))
    with engine.connect() as database:
        count: int = database.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    engine.dispose()
    return count


def leaves_of_phones(server: LiveServer) -> int:
    """How many leaves the log has, without the worker's: it may sign a checkpoint any minute."""
    engine = create_engine(with_our_driver(server.database_url))
    with engine.connect() as database:
        leaves = database.execute(text("SELECT leaf FROM audit_leaves")).scalars().all()
    engine.dispose()
    return sum(json.loads(bytes(leaf))["actor"] != "system" for leaf in leaves)


def at_once(times: int, request: Callable[[], Answer]) -> list[Answer]:
    """The answers to equal requests that start in the same moment."""
    start = threading.Barrier(times)

    def send(_number: int) -> Answer:
        start.wait()
        return request()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(send, range(times)))


def test_twenty_equal_records_at_once_make_one_row_and_twenty_equal_receipts(
    server: LiveServer,
) -> None:
    wire = Wire(server)
    sealed = wire.phone.record(b"photo")

    answers = at_once(20, lambda: wire.put(sealed))

    assert sorted(status for status, _, _ in answers) == [200] * 19 + [201]
    receipts = {json.dumps(json.loads(body)["receipt"], sort_keys=True) for *_, body in answers}
    assert len(receipts) == 1
    assert rows(server, "revisions") == rows(server, "inspections") == 1


def test_ten_equal_photos_at_once_are_one_photo_with_ten_equal_receipts(
    server: LiveServer,
) -> None:
    wire = Wire(server)
    photo = bytes(range(256)) * 400
    sealed = wire.phone.record(photo)
    wire.put(sealed)
    leaves = leaves_of_phones(server)

    answers = at_once(10, lambda: wire.create(sealed, photo))

    assert [status for status, _, _ in answers] == [201] * 10
    assert len({headers["x-wz-receipt"] for _, headers, _ in answers}) == 1
    assert leaves_of_phones(server) == leaves + 1


def test_a_last_chunk_that_comes_twice_at_once_is_stored_once(server: LiveServer) -> None:
    wire = Wire(server)
    photo = bytes(range(256)) * 100
    sealed = wire.phone.record(photo)
    wire.put(sealed)
    wire.create(sealed, photo[:1000])
    path = f"/uploads/{sealed['photos'][0]['id']}"
    leaves = leaves_of_phones(server)

    answers = at_once(8, lambda: wire.upload("PATCH", path, photo[1000:], Upload_Offset="1000"))

    assert sorted(status for status, _, _ in answers) == [204] + [409] * 7
    assert leaves_of_phones(server) == leaves + 1


def test_a_record_that_broke_off_is_refused_and_leaves_nothing(server: LiveServer) -> None:
    wire = Wire(server)
    sealed = wire.phone.record(b"photo")
    raw = rfc8785.dumps(sealed)
    head = (
        f"PUT /api/v1/inspections/{sealed['id']}/revs/1 HTTP/1.1\r\nHost: {server.url[7:]}\r\n"
        f"Authorization: Bearer {wire.ticket}\r\nContent-SHA256: {sha256(raw)}\r\n"
        f"Content-Length: {len(raw)}\r\nConnection: close\r\n\r\n"
    )

    answer = wire.torn(head, raw[: len(raw) // 2])

    assert b" 400 " in answer.split(b"\r\n", 1)[0]
    assert b"body_incomplete" in answer
    assert rows(server, "revisions") == 0


def test_a_chunk_that_broke_off_is_refused_even_with_a_fitting_checksum(
    server: LiveServer,
) -> None:
    wire = Wire(server)
    photo = bytes(range(256)) * 100
    sealed = wire.phone.record(photo)
    wire.put(sealed)
    wire.create(sealed, b"")
    half = photo[: len(photo) // 2]
    photo_id = sealed["photos"][0]["id"]
    head = (
        f"PATCH /api/v1/uploads/{photo_id} HTTP/1.1\r\nHost: {server.url[7:]}\r\n"
        f"Authorization: Bearer {wire.ticket}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nUpload-Checksum: {checksum(half)}\r\n"
        f"Content-Length: {len(photo)}\r\nConnection: close\r\n\r\n"
    )

    answer = wire.torn(head, half)

    assert b"body_incomplete" in answer
    assert wire.upload("HEAD", f"/uploads/{photo_id}", b"")[1]["upload-offset"] == "0"


def test_a_killed_server_goes_on_where_it_acknowledged(server: LiveServer) -> None:
    wire = Wire(server)
    photo = bytes(range(256)) * 4000
    chunk = 64 * 1024
    sealed = wire.phone.record(photo)
    record_receipt = json.loads(wire.put(sealed)[2])["receipt"]
    wire.create(sealed, photo[:chunk])
    photo_id = sealed["photos"][0]["id"]
    acknowledged = chunk

    for _ in range(3):
        status, headers, _ = wire.upload(
            "PATCH",
            f"/uploads/{photo_id}",
            photo[acknowledged : acknowledged + chunk],
            Upload_Offset=str(acknowledged),
        )
        assert status == 204
        acknowledged = int(headers["upload-offset"])
        server.stop()  # SIGKILL
        server.start()
        found = wire.upload("HEAD", f"/uploads/{photo_id}", b"")
        assert int(found[1]["upload-offset"]) == acknowledged

    while acknowledged < len(photo):
        part = photo[acknowledged : acknowledged + chunk]
        _, headers, _ = wire.upload(
            "PATCH", f"/uploads/{photo_id}", part, Upload_Offset=str(acknowledged)
        )
        acknowledged = int(headers["upload-offset"])

    receipt = json.loads(base64.urlsafe_b64decode(headers["x-wz-receipt"] + "=="))
    assert receipt["sha256"] == sha256(photo)
    assert json.loads(wire.put(sealed)[2])["receipt"] == record_receipt
    stored = list((server.data_dir / "evidence").rglob("*.bin"))
    assert [sha256(path.read_bytes()) for path in stored] == [sha256(photo)]


def test_a_server_killed_in_the_middle_of_uploads_loses_nothing_it_acknowledged(
    server: LiveServer,
) -> None:
    wire = Wire(server)
    acknowledged: list[Sealed] = []
    stop = threading.Event()

    def keep_sending() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            photo = number.to_bytes(4, "big") * 20_000
            sealed = wire.phone.record(photo)
            try:
                recorded = wire.put(sealed)[0] == 201
                if recorded and "x-wz-receipt" in wire.create(sealed, photo)[1]:
                    acknowledged.append(sealed)
            except OSError:
                return  # the server died under us: this one was never acknowledged

    sender = threading.Thread(target=keep_sending)
    sender.start()
    for _ in range(200):
        if len(acknowledged) >= 10:
            break
        stop.wait(0.05)
    server.stop()  # SIGKILL
    stop.set()
    sender.join()
    server.start()

    assert len(acknowledged) >= 10
    for sealed in acknowledged:
        photo = sealed["photos"][0]
        name = f"{photo['sha256']}-{photo['id']}.bin"
        path = server.data_dir / "evidence" / photo["sha256"][:2] / photo["sha256"][2:4] / name
        assert sha256(path.read_bytes()) == photo["sha256"]
        assert json.loads(wire.put(sealed)[2])["replayed"] is True
