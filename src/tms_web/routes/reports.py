"""Reports as files."""

from typing import Annotated

from litestar.params import FromQuery, QueryParameter

from tms_core.errors import Invalid
from tms_core.reports import queries
from tms_core.reports.model import Format, ReportFilter, Section
from tms_core.sessions.model import SessionStatus
from tms_core.time_zones import zone_named
from tms_web.http.query_parameters import QueryId, parse_instant
from tms_web.http.report_limiter import ReportLimiter
from tms_web.http.request import ApiRequest
from tms_web.http.routing import Tag, get
from tms_web.http.streaming import StreamingFile

TAG = Tag("Reports", "Reports as PDF, Excel or CSV files.")

TIME = {"format": "date-time"}
AskedFormat = Annotated[Format, QueryParameter(description="The file format.")]
AskedSection = Annotated[
    Section | None,
    QueryParameter(
        description="With `format=csv`: which table; by default sessions. The other formats contain all of them."
    ),
]
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


@get("/reports/generate", queries.generate_report, "too_many_reports")
async def generate_report(
    request: ApiRequest,
    format: AskedFormat = Format.PDF,
    from_: Since = None,
    to: Until = None,
    trainer_id: QueryId = None,
    status: FromQuery[SessionStatus | None] = None,
    section: AskedSection = None,
) -> StreamingFile[bytes]:
    wanted = ReportFilter(
        from_=parse_instant("from", from_), to=parse_instant("to", to), trainer_id=trainer_id, status=status
    )
    limiter: ReportLimiter = request.scope["litestar_app"].state["reports"]
    chunks = limiter.chunks(request.application, request.caller.actor, format, wanted, _only(format, section))
    headers = [
        (b"content-type", format.media_type.encode()),
        (b"content-disposition", f'attachment; filename="{_file_name(request, format)}"'.encode()),
        (b"cache-control", b"no-store"),
        *request.position,
    ]
    return StreamingFile(headers, chunks)


def _only(format: Format, section: Section | None) -> Section | None:
    if format is Format.CSV:
        return section or Section.SESSIONS
    if section is not None:
        raise Invalid.field(
            "section", "can only be used with format=csv: the other formats contain all sections"
        )
    return None


def _file_name(request: ApiRequest, format: Format) -> str:
    today = request.application.clock().astimezone(
        zone_named(request.application.services.organisation.time_zone)
    )
    return f"training-report-{today:%Y%m%d}.{format.extension}"
