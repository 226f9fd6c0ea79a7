"""The reports feature, and the query that generates a report."""

from datetime import datetime

from tms_core.actor import Actor, Role
from tms_core.analytics.overview import Period
from tms_core.application import Application
from tms_core.entity import PageRequest
from tms_core.errors import Invalid, Kind, ProblemType
from tms_core.feature import Feature
from tms_core.organisation.model import organisation_of
from tms_core.reports.model import Report, ReportFilter, Section
from tms_core.reports.summary import MAX_SUMMARY_PERIOD, period_of, summary_of
from tms_core.reports.tables import Source, session_filter
from tms_core.security_log import SecurityEvent, SecurityRecord
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import UserFilter, UserReader
from tms_core.validation import known_time_zone, zone_named

EVERYTHING = tuple(Section)
NOTHING_MORE = PageRequest(limit=1)


@query(Role.ADMIN)
async def generate_report(
    uow: ReadUnit, actor: Actor, wanted: ReportFilter, application: Application, only: Section | None = None
) -> Report:
    """Generate a report: a summary with charts, people, sessions and attendance.

    PDF and Excel contain everything, CSV one `section`. All rows are included, however many there are; they are read page
    by page while the file is being sent, so that a change made meanwhile may or may not be in it. Times are in the
    organisation's time zone. A session belongs to the period in which it starts.
    """
    organisation = await organisation_of(uow)
    time_zone = known_time_zone(organisation.time_zone)
    facts = _facts(uow, wanted, await _trainer(uow, wanted.trainer_id), organisation.time_zone)
    summary = None
    if only is None:
        period = await period_of(uow, wanted, time_zone)
        summary = await summary_of(uow, wanted, period)
        facts += _limits(period, wanted)
    source = Source(application, actor, wanted)
    contents = "all" if only is None else only.value
    uow.log_security(
        SecurityRecord(event=SecurityEvent.EXPORT, details={"what": "report", "contents": contents})
    )
    return Report(
        title="Training report",
        organisation=organisation.name,
        facts=facts,
        generated_at=uow.now,
        time_zone=time_zone,
        summary=summary,
        tables=source.tables((only,) if only else EVERYTHING, *await _amounts(uow, wanted)),
    )


async def _trainer(uow: ReadUnit, trainer_id: int | None) -> str | None:
    if trainer_id is None:
        return None
    person = (await uow.repository(UserReader).people([trainer_id])).get(trainer_id)
    if person is None:
        raise Invalid.field("trainer_id", f"{trainer_id} does not exist")
    return person.name


async def _amounts(uow: ReadUnit, wanted: ReportFilter) -> tuple[int, int]:
    """The number of users and sessions."""
    users = await uow.repository(UserReader).page(UserFilter(), NOTHING_MORE)
    sessions = await uow.repository(SessionReader).page(session_filter(wanted), NOTHING_MORE)
    return users.total or 0, sessions.total or 0


def _facts(
    uow: ReadUnit, wanted: ReportFilter, trainer: str | None, wanted_zone: str
) -> tuple[tuple[str, str], ...]:
    time_zone = known_time_zone(wanted_zone)
    facts = [("Period", _period(wanted, time_zone))]
    if trainer is not None:
        facts.append(("Trainer", trainer))
    if wanted.status is not None:
        facts.append(("Status", wanted.status.value))
    if time_zone != wanted_zone:
        facts.append(("Times", f"in {time_zone}: this server does not know the time zone {wanted_zone}"))
    return (*facts, ("Generated", f"{_shown(uow.now, time_zone)} ({time_zone})"))


def _limits(period: Period, wanted: ReportFilter) -> tuple[tuple[str, str], ...]:
    """Notes about what the summary does not cover."""
    if period.end - period.start < MAX_SUMMARY_PERIOD or (
        wanted.from_ is not None and period.start <= wanted.from_
    ):
        return ()
    return (("Summary", f"only sessions from {_shown(period.start, period.time_zone)} on"),)


def _period(wanted: ReportFilter, time_zone: str) -> str:
    since = _shown(wanted.from_, time_zone) if wanted.from_ else "the beginning"
    until = _shown(wanted.to, time_zone) if wanted.to else "the end"
    if wanted.from_ is None and wanted.to is None:
        return "all sessions"
    return f"sessions that start from {since} to {until}"


def _shown(instant: datetime, time_zone: str) -> str:
    return f"{instant.astimezone(zone_named(time_zone)):%Y-%m-%d %H:%M}"


REPORTS = Feature(
    name="reports",
    queries=(generate_report,),
    problems=(
        ProblemType(
            "too_many_reports",
            Kind.THROTTLED,
            "As many reports are being rendered as this installation allows at once. Try again after Retry-After seconds.",
        ),
    ),
)
