"""HTTP/1.1: one connection, with bounds on the size and duration of request heads, on pipelining, and on requests whose
responses are not read."""

import math
from asyncio import TimerHandle, Transport
from typing import Any, cast

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from tms_web.http.errors import BAD_REQUEST, HttpError
from tms_web.middleware.edge import BREAK_OFF, REQUEST_TIMEOUT, TOO_MANY_CONNECTIONS, Edge
from tms_web.uvicorn_protocols.descriptors import connection_limit
from tms_web.uvicorn_protocols.refusals import MAX_FIELDS, MAX_HEAD_BYTES, too_large, write_refusal

PIECE_BYTES = 1024
"""Data is parsed in pieces of this size, and no further once a request has to wait for the one before it: a single read
can hold thousands of pipelined requests."""
HEAD_SECONDS = 15.0
UNREAD_BODY_SECONDS = 30.0
"""How long the client may go on sending a body after the response."""
LINGER_SECONDS, MAX_DISCARDED_BYTES = 2.0, 1024 * 1024
"""After a refusal, the connection stays for a moment: closing it while data arrives could destroy the response."""


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    flow: "RequestFlow"

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.url = b""
        self._unfinished = 0  # bytes parsed since a request head, a part of a body or a request was complete
        self._head_begun = False
        self._body_expected = False
        self._discarded = 0
        self._unparsed: bytes | memoryview = b""
        self._waits_for_reader = False
        self._running: RequestResponseCycle | None = None
        self._refusal: HttpError | None = None
        self._discards_input = False
        self._deadline = math.inf
        self._head_is_timed = True
        self._timer: TimerHandle | None = None
        self.waiting_since = 0.0
        """When this connection began to wait for a request, on the loop's clock."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """A client has connected; its first request must arrive soon."""
        super().connection_made(transport)
        self.flow = RequestFlow(transport)
        self._wait(HEAD_SECONDS)
        connection_limit.admit(transport, self.connections, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self._stop_timer()
        self._unparsed = b""
        if self._running is not None and not self._running.response_complete:
            # uvicorn tells only the last request that has arrived
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered, and none but an incomplete one has arrived."""
        return not self._is_answering and not self.transport.is_closing()

    def give_way(self) -> None:
        """Close this connection, which waits for a request, because there are too many."""
        if self._head_is_timed and not self._discards_input:
            self._refuse(
                HttpError(TOO_MANY_CONNECTIONS, "Too many connections are open.", [(b"retry-after", b"1")])
            )
            self.transport.close()
        else:
            self.transport.abort()

    @property
    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Parse it, as far as requests can be answered."""
        if self._discards_input:
            self._discarded += len(data)
            if self._discarded > MAX_DISCARDED_BYTES:
                self.flow.hold()
            return
        if self._unparsed or self._refusal is not None:
            self._unparsed = bytes(self._unparsed) + data
            return
        self._parse(data)
        if self._head_begun and not (self._head_is_timed or self._is_answering):
            self._time_head()

    def _parse(self, data: bytes | memoryview) -> None:
        if len(data) > PIECE_BYTES:
            data = memoryview(data)
        while data:
            if self.pipeline or self._refusal is not None:
                self._unparsed = data
                self.flow.hold()
                return
            piece, data = data[:PIECE_BYTES], data[PIECE_BYTES:]
            self._unfinished += len(piece)
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade:
                self._upgrade()
                return
            except httptools.HttpParserError as error:
                ours = error.__context__ if isinstance(error.__context__, HttpError) else None
                self._refuse(ours or HttpError(BAD_REQUEST, "The request is not valid HTTP/1.1."))
                return
            if self._unfinished > MAX_HEAD_BYTES + PIECE_BYTES:
                self._refuse(too_large(self.url))
                return

    def _upgrade(self) -> None:
        if not self._should_upgrade():
            # The parser takes the body of such a request for another protocol, so nothing after it can be trusted.
            self.cycle.keep_alive = False
            self._discards_input = True
        elif self._is_answering:
            self._refuse(HttpError(BAD_REQUEST, "A WebSocket cannot be opened behind other requests."))
        else:
            self._stop_timer()
            self.handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """A request begins: let the application abort a response that it cannot finish."""
        super().on_message_begin()
        self._head_begun = True
        cast(Any, self.scope)["extensions"] = {BREAK_OFF: self.transport.close}

    def on_headers_complete(self) -> None:
        """A request can be answered, now or after those before it."""
        if len(self.headers) > MAX_FIELDS:
            raise too_large(self.url)
        if self._unfinished > MAX_HEAD_BYTES:  # with what came before it in the same piece
            fields = sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)
            if len(self.url) + len(" HTTP/1.1\r\n") + fields > MAX_HEAD_BYTES:
                raise too_large(self.url)
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self.headers = []  # the application does not get the fields after a body, which nobody has checked
        self._unfinished = 0
        self._head_begun = False
        self._body_expected = True
        self._head_is_timed = False
        self._deadline = math.inf
        if self.pipeline:
            self.flow.hold()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._unfinished = 0
        self._body_expected = False
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The response has been written; it is not necessarily on its way."""
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self._continue()

    def resume_writing(self) -> None:
        """The client has read enough of what was written."""
        super().resume_writing()
        if self._waits_for_reader:
            self._waits_for_reader = False
            self._continue()

    def _continue(self) -> None:
        """Answer the next request, or wait for one; as long as responses are not read, neither."""
        if self.flow.write_paused:
            self._waits_for_reader = True
            self.flow.hold()
            return
        if self._refusal is not None and len(self.pipeline) == self._body_expected:
            self.pipeline.clear()  # at most the request whose body is at fault
            self._send_refusal(self._refusal)
            return
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            data, self._unparsed = self._unparsed, b""
            self._parse(data)
        elif self._body_expected:
            self._wait(UNREAD_BODY_SECONDS)
        elif self._head_begun:
            self._time_head()
        else:
            self._wait(self.timeout_keep_alive)
        if not self.pipeline and self._refusal is None:
            self.flow.release()

    def _refuse(self, error: HttpError) -> None:
        """Refuse the request that is arriving, after those before it have been answered, and close the connection."""
        self._refusal = error
        self._unparsed = b""
        if self.pipeline or (self._is_answering and not self._body_expected):
            self.flow.hold()
        elif self._body_expected and self.cycle.response_started:
            self.transport.close()
        else:
            self._send_refusal(error)

    def _send_refusal(self, error: HttpError) -> None:
        self._discards_input = True
        if self._is_answering:  # the application need not wait for the rest of this body
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        write_refusal(self.transport, error, self.server_state, self.client)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._wait(LINGER_SECONDS)
        self.flow.release()

    def shutdown(self) -> None:
        """uvicorn calls this for every connection on shutdown, waits for running requests, and cancels those that have
        not finished."""
        super().shutdown()
        if isinstance(self.app, Edge):
            self.app.begin_shutdown()

    def _time_head(self) -> None:
        """The head of a request has begun to arrive."""
        self._head_is_timed = True
        self._wait(HEAD_SECONDS)

    def _wait(self, seconds: float) -> None:
        """End the connection unless something happens. The timer is moved only if it would be too late: moving it with
        every request would cost more than letting it expire and looking again."""
        self.waiting_since = self.loop.time()
        self._deadline = self.waiting_since + seconds
        if self._timer is None or self._deadline < self._timer.when():
            self._stop_timer()
            self._timer = self.loop.call_at(self._deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        if self._deadline > self.loop.time():
            if self._deadline < math.inf:
                self._timer = self.loop.call_at(self._deadline, self._on_timer)
        elif self._discards_input:
            self.transport.abort()
        elif self._head_is_timed:
            self._refuse(HttpError(REQUEST_TIMEOUT, "The request took too long to arrive."))
        else:
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class RequestFlow(FlowControl):
    """Reading is paused and resumed by whoever reads a body; while it is held, nobody resumes it."""

    _is_held = False

    def hold(self) -> None:
        """Read nothing until ``release``."""
        self._is_held = True
        self.pause_reading()

    def release(self) -> None:
        """Read on."""
        self._is_held = False
        self.resume_reading()

    def resume_reading(self) -> None:
        """Read on, unless it is held or the connection has just been closed."""
        if self.read_paused and not (self._is_held or self._transport.is_closing()):
            super().resume_reading()

    def pause_reading(self) -> None:
        """Stop reading."""
        if not self._transport.is_closing():
            super().pause_reading()
