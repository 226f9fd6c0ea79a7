"""The reports feature, and the query that generates a report."""

from datetime import datetime, time, timedelta

from tms_core.actor import Actor, Role
from tms_core.analytics.overview import Period
from tms_core.application import Application
from tms_core.application.feature import Feature
from tms_core.entity import PageRequest
from tms_core.errors import Invalid, Kind, ProblemType
from tms_core.organisation.model import organisation_of
from tms_core.reports.model import Report, ReportFilter, ReportOptions, Section
from tms_core.reports.summary import MAX_SUMMARY_PERIOD, period_of, summary_of
from tms_core.reports.tables import Source, session_filter
from tms_core.reports.words import day, in_language, moment, translated
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import UserFilter, UserReader
from tms_core.validation import known_time_zone, zone_named

NOTHING_MORE = PageRequest(limit=1)
DEFAULTS = ReportOptions()


@query(Role.ADMIN)
async def generate_report(
    uow: ReadUnit,
    actor: Actor,
    wanted: ReportFilter,
    application: Application,
    only: Section | None = None,
    options: ReportOptions = DEFAULTS,
) -> Report:
    """Generate a report: a summary with charts, sessions, attendance and people, or the part named by `contents`.

    PDF and Excel contain all of them, CSV one `section`. All rows are included, however many there are; they are read page
    by page while the file is being sent, so that a change made meanwhile may or may not be in it. Days, weeks and times are
    those of `time_zone`. A session belongs to the period in which it starts. The organisation's own fields are columns.
    """
    organisation = await organisation_of(uow)
    wanted_zone = options.time_zone or organisation.time_zone
    time_zone, language = known_time_zone(wanted_zone), options.language or organisation.language
    facts = _facts(uow, wanted, await _trainer(uow, wanted.trainer_id), wanted_zone, language)
    summary = None
    if only is None and options.contents.has_summary:
        period = await period_of(uow, wanted, time_zone)
        summary = await summary_of(uow, wanted, period, language)
        facts += _limits(period, wanted, language)
    source = Source(application, actor, wanted, organisation.custom_fields)
    sections = (only,) if only else options.contents.sections
    report = Report(
        title="Training report",
        organisation=organisation.name,
        facts=facts,
        generated_at=uow.now,
        time_zone=time_zone,
        summary=summary,
        tables=source.tables(sections, *await _amounts(uow, wanted)),
        language=language,
        separator=options.separator.character,
    )
    contents = options.contents.value if only is None else only.value
    uow.log_security(
        SecurityRecord(event=SecurityEvent.EXPORT, details={"what": "report", "contents": contents})
    )
    return in_language(report)


def file_name(wanted: ReportFilter, options: ReportOptions, now: datetime, extension: str) -> str:
    """The name of a report's file, with the first and the last day of the period in the report's time zone. A period
    without an end lasts until today; without a beginning, the name says only when the report was made."""
    zone = zone_named(options.time_zone or "UTC")
    today = now.astimezone(zone)
    last = today if wanted.to is None else (wanted.to - timedelta.resolution).astimezone(zone)
    first = None if wanted.from_ is None else wanted.from_.astimezone(zone)
    if first is None or first > last:
        return f"training-report-{today:%Y%m%d}.{extension}"
    return f"training-report-{first:%Y%m%d}-{last:%Y%m%d}.{extension}"


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
    uow: ReadUnit, wanted: ReportFilter, trainer: str | None, wanted_zone: str, language: str
) -> tuple[tuple[str, str], ...]:
    time_zone = known_time_zone(wanted_zone)
    facts = [("Period", _period(wanted, time_zone, language))]
    if trainer is not None:
        facts.append(("Trainer", trainer))
    if wanted.status is not None:
        facts.append(("Status", translated(wanted.status.value, language)))
    if time_zone != wanted_zone:
        why = "in UTC: this server does not know the time zone {zone}"
        facts.append(("Times", translated(why, language, zone=wanted_zone)))
    return (*facts, ("Generated", f"{moment(uow.now, time_zone)} ({time_zone})"))


def _limits(period: Period, wanted: ReportFilter, language: str) -> tuple[tuple[str, str], ...]:
    """Notes about what the summary does not cover."""
    if period.end - period.start < MAX_SUMMARY_PERIOD or (
        wanted.from_ is not None and period.start <= wanted.from_
    ):
        return ()
    start = moment(period.start, period.time_zone)
    return (("Summary", translated("only sessions from {start} on", language, start=start)),)


def _period(wanted: ReportFilter, time_zone: str, language: str) -> str:
    """The period in whole days if it consists of them, otherwise with times."""
    zone = zone_named(time_zone)
    start, end = (each and each.astimezone(zone) for each in (wanted.from_, wanted.to))
    if start and end and start.time() == end.time() == MIDNIGHT:
        first, last = start.date(), end.date() - timedelta(days=1)
        text = "sessions on {first}" if first == last else "sessions from {first} to {last}"
        return translated(text, language, first=day(first, language), last=day(last, language))
    times = {name: f"{each:%Y-%m-%d %H:%M}" for name, each in (("start", start), ("end", end)) if each}
    return translated(PERIODS[bool(start), bool(end)], language, **times)


MIDNIGHT = time()
PERIODS = {
    (False, False): "all sessions",
    (True, False): "sessions that start from {start} on",
    (False, True): "sessions that start before {end}",
    (True, True): "sessions that start from {start} to {end}",
}
"""By whether the period has a beginning, and an end."""


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
