"""Uvicorn's HTTP protocol, with a limit on the size of a request's head: URL and headers.

The parser collects a head in memory, however long it is, before the application learns of the request.
"""

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024  # bytes; browsers and proxies send less than 16 KiB


class LimitedHttpProtocol(HttpToolsProtocol):
    """Refuses a request (431) whose head does not end within `LONGEST_HEAD` bytes."""

    _in_head = True
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Parse what has come, unless the head is too long already. One chunk is at most 256 KiB."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > LONGEST_HEAD and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        """Begin to count with a new request, which may follow another one on the same connection."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go on as usual: what follows is the body."""
        self._in_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def _refuse(self) -> None:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode())
        self.transport.close()
