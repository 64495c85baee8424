"""HTTP connections that cannot be held open for nothing: uvicorn's, with limits on headers, silence and number."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.settings import Settings

_PEERS: Counter[str] = Counter()


def protocol(settings: Settings) -> type[asyncio.Protocol]:
    """The protocol class for a server with these settings."""

    class Connection(HttpToolsProtocol):
        """One connection."""

        _peer = ""
        _header_bytes = 0
        _begun = 0  # of the headers' bytes, those in the piece that they begin in
        _in_headers = False
        _silence: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._peer = str(self.client[0]) if self.client else ""
            _PEERS[self._peer] += 1
            _give_up_on_deaf_peers(transport, settings.send_timeout)
            if _PEERS[self._peer] > settings.connections_per_client:
                self._refuse(
                    b"429 Too Many Requests", "You have too many connections open; use fewer, and keep them alive."
                )
            else:
                self._expect_headers()

        def connection_lost(self, exc: Exception | None) -> None:
            _PEERS[self._peer] -= 1
            if not _PEERS[self._peer]:
                del _PEERS[self._peer]
            self._expect_nothing()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            idle = not self._in_headers and (self.cycle is None or self.cycle.response_complete)
            self._begun = len(data) if idle else 0
            self._header_bytes += len(data)
            super().data_received(data)
            if self._in_headers and not self.transport.is_closing():
                self._await_headers()

        def _await_headers(self) -> None:
            """Go on waiting for headers that began; most come in one piece, and need no timer."""
            if self._header_bytes > settings.max_headers:
                self._refuse(b"431 Request Header Fields Too Large", f"Headers may have {settings.max_headers} bytes.")
            elif self._silence is None:
                self._expect_headers()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_headers, self._header_bytes = True, self._begun
            self._expect_nothing()
            self.scope["pressgraph.abort"] = self.transport.abort  # type: ignore[typeddict-unknown-key]

        def on_headers_complete(self) -> None:
            self._in_headers = False
            self._expect_nothing()
            super().on_headers_complete()

        def _expect_headers(self) -> None:
            self._expect_nothing()
            self._silence = self.loop.call_later(settings.body_timeout, self._look_once_more)

        def _expect_nothing(self) -> None:
            if self._silence is not None:
                self._silence.cancel()
                self._silence = None

        def _look_once_more(self) -> None:
            """Read what has come by now: it may be the server that is late."""
            self._silence = self.loop.call_later(0, self._too_slow)

        def _too_slow(self) -> None:
            if not self.transport.is_closing():
                self._refuse(b"408 Request Timeout", f"The headers did not arrive within {settings.body_timeout:g} s.")

        def _refuse(self, status: bytes, message: str) -> None:
            text = message.encode() + b"\n"
            head = b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % (
                status,
                len(text),
            )
            self.transport.write(head + b"retry-after: 5\r\nconnection: close\r\n\r\n" + text)
            self.transport.close()

    return Connection


def _give_up_on_deaf_peers(transport: Any, seconds: float) -> None:
    """Have the kernel end the connection when what was sent is not taken for so long (RFC 5482)."""
    found = transport.get_extra_info("socket")
    if found is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        with contextlib.suppress(OSError):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
