"""Reports as downloads: streamed while they are rendered, and only a few at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Annotated, Any, TypeVar

from litestar import Response
from litestar.params import FromQuery, QueryParameter
from litestar.types import Receive, Scope, Send

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.errors import Throttled
from tms_core.organisation.model import Language, organisation_in_force
from tms_core.reports import feature
from tms_core.reports.model import (
    MEDIA_TYPES,
    Contents,
    Format,
    ReportFilter,
    ReportOptions,
    ReportRenderer,
    Section,
    Separator,
    one_section,
)
from tms_core.sessions.model import SessionStatus
from tms_web.http.query_parameters import QueryId, parse_instant
from tms_web.http.request import ApiRequest
from tms_web.http.responses import Headers
from tms_web.http.routing import Tag, get
from tms_web.middleware.edge import refusal, shutdown_of

T = TypeVar("T")


class StreamingFile(Response[T]):
    """A response of unknown length, sent in chunks. Nothing is sent before the first chunk is ready, so an error until
    then is an ordinary error response. A server that is shutting down starts no file, and completes those already
    started like any other response. A later failure breaks the connection: a download that looks complete is complete.

    ``T`` is the type of the file, for the OpenAPI document.
    """

    __slots__ = ("chunks", "has_started", "raw_headers")

    def __init__(self, headers: Headers, chunks: AsyncGenerator[bytes, None]) -> None:
        self.raw_headers = headers
        self.chunks = chunks
        self.has_started = False

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """The response itself."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until the client disconnects. HEAD gets only the headers, and nothing is rendered for it."""
        if scope.get("method") == "HEAD":
            await self.chunks.aclose()
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        if shutdown_of(scope).is_set():
            await self.chunks.aclose()
            raise refusal()
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            tasks = (sending, leaving)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            _ = [task.cancelled() or task.exception() for task in tasks]  # reported above, or nobody is there

    async def _send(self, send: Send) -> None:
        async with aclosing(self.chunks) as chunks:
            async for chunk in chunks:
                if not self.has_started:
                    self.has_started = True
                    await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


RETRY_AFTER_SECONDS = 10  # seconds


class ReportLimiter:
    """Renders reports, at most ``slots`` at once in this process."""

    def __init__(self, renderers: Mapping[Format, ReportRenderer], slots: int) -> None:
        self._renderers = renderers
        self._free = slots

    async def chunks(
        self,
        application: Application,
        actor: Actor,
        format: Format,
        wanted: ReportFilter,
        only: Section | None,
        options: ReportOptions,
    ) -> AsyncGenerator[bytes, None]:
        """A report as a file, in chunks. Closing the generator early stops the work.

        Raises the use case's errors, and ``Throttled`` when all slots are taken, before the first chunk.
        """
        with self._slot():
            report = await application.read(
                feature.generate_report, actor, wanted, application, only, options
            )
            async with aclosing(self._renderers[format].render(report)) as file:
                async for chunk in file:
                    yield chunk

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._free:
            raise Throttled(
                "too_many_reports",
                "Too many reports are being rendered. Try again shortly.",
                RETRY_AFTER_SECONDS,
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


TAG = Tag("Reports", "Reports as PDF, Excel or CSV files.")

TIME = {"format": "date-time"}
AskedFormat = Annotated[Format, QueryParameter(description="The file format.")]
AskedSection = Annotated[
    Section | None,
    QueryParameter(description="With `format=csv`: which table; by default that of `contents`, or sessions."),
]
AskedContents = Annotated[
    Contents,
    QueryParameter(
        description="Everything, or only the summary, the sessions or the attendance. CSV contains one table."
    ),
]
AskedZone = Annotated[
    str | None,
    QueryParameter(
        description="The IANA time zone of all days, weeks and times in the report, and of its file name. By default the "
        "organisation's."
    ),
]
AskedLanguage = Annotated[
    Language | None,
    QueryParameter(
        description="Of PDF and Excel; by default the organisation's. In CSV, headings are the names of fields."
    ),
]
AskedSeparator = Annotated[Separator, QueryParameter(description="With `format=csv`: between the values.")]
Since = Annotated[
    str | None,
    QueryParameter(
        name="from",
        schema_extra=TIME,
        description="Only sessions that start at this time (RFC 3339) or later.",
    ),
]
Until = Annotated[
    str | None,
    QueryParameter(schema_extra=TIME, description="Only sessions that start before this time (RFC 3339)."),
]


@get("/reports/generate", feature.generate_report, "too_many_reports", produces=tuple(MEDIA_TYPES.values()))
async def generate_report(
    request: ApiRequest,
    format: AskedFormat = Format.PDF,
    from_: Since = None,
    to: Until = None,
    trainer_id: QueryId = None,
    status: FromQuery[SessionStatus | None] = None,
    section: AskedSection = None,
    contents: AskedContents = Contents.ALL,
    time_zone: AskedZone = None,
    language: AskedLanguage = None,
    separator: AskedSeparator = Separator.COMMA,
) -> StreamingFile[bytes]:
    wanted = ReportFilter(
        from_=parse_instant("from", from_), to=parse_instant("to", to), trainer_id=trainer_id, status=status
    )
    asked = ReportOptions(contents=contents, time_zone=time_zone, language=language, separator=separator)
    only = one_section(format, section, asked)
    options = asked.in_organisation(await organisation_in_force(request.application))
    name = feature.file_name(wanted, options, request.application.clock(), format.extension)
    limiter: ReportLimiter = request.scope["litestar_app"].state["reports"]
    chunks = limiter.chunks(request.application, request.caller.actor, format, wanted, only, asked)
    headers = [
        (b"content-type", format.media_type.encode()),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        (b"cache-control", b"no-store"),
        *request.position,
    ]
    return StreamingFile(headers, chunks)
