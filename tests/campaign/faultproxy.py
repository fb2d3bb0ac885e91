"""A network that breaks on demand: an HTTP/1.1 proxy in front of a real server.

Each request says in `X-Fault` what happens to it, as `kind` or `kind=0.4` (how far through), so
that whoever draws the faults from a seed can draw them again. The server never sees that header.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

STALL_SECONDS = 1.2
GHOST_SECONDS = 0.3
_RESET = struct.pack("ii", 1, 0)
_UPSTREAM_GONE = (OSError, asyncio.IncompleteReadError)


class Dropped(Exception):
    """The connection ends here, without an answer."""


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    head: bytes
    body: bytes
    fault: str
    part: float


def _canned(status: str, content: str, kind: str, *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    return ("\r\n".join([*lines, *more, "", ""]) + content).encode()


def _problem(status: str, code: str, *more: str) -> bytes:
    content = f'{{"type":"about:blank","status":{status[:3]},"code":"{code}"}}'
    return _canned(status, content, "application/problem+json", "X-WZ-Api: 1", *more)


ANSWERS = {
    "portal": _canned("200 OK", "<html>sign in</html>", "text/html"),
    "redirect": _canned("302 Found", "", "text/html", "Location: http://portal.invalid/"),
    "bare_200": _canned("200 OK", '{"ok":true}', "application/json", "X-WZ-Api: 1"),
    "status_401": _problem("401 Unauthorized", "ticket_invalid"),
    "status_429": _problem("429 Too Many Requests", "too_many_requests", "Retry-After: 3"),
    "status_500": _problem("500 Internal Server Error", "internal"),
    "status_503": _problem("503 Service Unavailable", "busy", "Retry-After: 2"),
    "status_507": _problem("507 Insufficient Storage", "storage_full", "Retry-After: 300"),
}
"""What somebody else, or a server in trouble, says in place of the answer."""


class FaultProxy:
    """Listens on a port of its own, in a thread of its own."""

    def __init__(self, upstream_port: int, cut_power: Callable[[], None]) -> None:
        """`cut_power` kills the server and starts it again; it is called for `kill`."""
        self.upstream_port = upstream_port
        self.port = 0
        self.faults: Counter[str] = Counter()
        self.photo_bytes = 0
        """Body bytes of photos that phones put on the wire."""
        self.errors: list[str] = []
        self._cut_power = cut_power
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server
        # The loop itself does not keep its tasks alive.
        self._alive: set[asyncio.Task[object]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Returns when it listens."""
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Whatever is under way ends, and everything is closed."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        # A connection that was accepted a moment ago makes one more.
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        # Transports that were closed say goodbye in a turn of their own.
        await asyncio.sleep(0.05)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(asyncio.current_task())
        try:
            while await self._exchange(reader, writer):
                await writer.drain()
        except (Dropped, *_UPSTREAM_GONE):
            # The phone sees what it would see of a broken network: a connection that is gone.
            _reset(writer)
        except Exception as error:
            self.errors.append(repr(error))
            _reset(writer)
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await self._read(reader)
        if request is None:
            return False
        if request.fault:
            self.faults[request.fault] += 1
        answer = ANSWERS.get(request.fault)
        if answer is None:
            answer = await self._through(request)
        elif request.head.startswith(b"HEAD"):
            answer = answer[: answer.index(b"\r\n\r\n") + 4]
        if request.fault == "cut_answer":
            writer.write(answer[: int(len(answer) * request.part)])
            await writer.drain()
            raise Dropped
        writer.write(answer)
        return True

    async def _read(self, reader: asyncio.StreamReader) -> Request | None:
        try:
            raw = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        fields = {}
        kept = []
        for line in raw.split(b"\r\n")[:-2]:
            name, _, value = line.partition(b": ")
            fields[name.lower()] = value.decode()
            if name.lower() not in (b"x-fault", b"connection"):
                kept.append(line)
        kind, _, part = fields.get(b"x-fault", "").partition("=")
        length = int(fields.get(b"content-length", "0"))
        is_photo = raw.startswith((b"POST /api/v1/uploads", b"PATCH /api/v1/uploads"))
        if kind == "cut_request" and length:
            sent = await reader.readexactly(int(length * float(part)))
            self.photo_bytes += len(sent) if is_photo else 0
            body = sent
        else:
            body = await reader.readexactly(length)
            self.photo_bytes += length if is_photo else 0
        head = b"\r\n".join([*kept, b"Connection: close", b"", b""])
        return Request(head, body, kind, float(part or 0))

    async def _through(self, request: Request) -> bytes:
        if request.fault in ("drop", "cut_request", "kill"):
            await self._end_in(request)
            raise Dropped
        if request.fault == "twice":
            both = (self._forward(request.head, request.body) for _ in range(2))
            return (await asyncio.gather(*both))[0]
        if request.fault == "ghost":
            self._soon(GHOST_SECONDS, request)
        if request.fault == "stall":
            await asyncio.sleep(STALL_SECONDS)
        body = _flipped(request) if request.fault == "flip" else request.body
        answer = await self._forward(request.head, body)
        if request.fault == "lose_answer":
            raise Dropped
        return answer

    async def _end_in(self, request: Request) -> None:
        """What the server still gets to see of a request that nobody will answer."""
        if request.fault == "cut_request":
            await self._forward(request.head, request.body)
        if request.fault == "kill":
            self._soon(0, request)
            await asyncio.sleep(request.part * 0.03)
            await self._loop.run_in_executor(None, self._cut_power)

    def _soon(self, seconds: float, request: Request) -> None:
        async def send() -> None:
            await asyncio.sleep(seconds)
            with contextlib.suppress(*_UPSTREAM_GONE):
                await self._forward(request.head, request.body)

        self._keep(self._loop.create_task(send()))

    def _keep(self, task: asyncio.Task[object] | None) -> None:
        if task is not None:
            self._alive.add(task)
            task.add_done_callback(self._alive.discard)

    async def _forward(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        try:
            writer.write(head + body)
            writer.write_eof()
            return await reader.read()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def _flipped(request: Request) -> bytes:
    if not request.body:
        return b""
    at = int(len(request.body) * request.part)
    body = bytearray(request.body)
    body[min(at, len(body) - 1)] ^= 0x10
    return bytes(body)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Say RST and not FIN, as a network does that breaks."""
    with contextlib.suppress(OSError):
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
