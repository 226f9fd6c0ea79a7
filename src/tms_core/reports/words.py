"""A report in the reader's language: the words of reports in the languages of the product.

The English text is the key, so that code reads like the report that it makes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from tms_core.organisation.model import Language
from tms_core.reports.model import Chart, Column, MetricGroup, Report, ShortTable, Summary
from tms_core.validation import zone_named

FOR_PEOPLE = {"true": "yes", "false": "no"}
"""Values that English, too, words differently for people than for programs."""

PORTUGUESE: Mapping[str, str] = {
    "(added up over {count})": "(somadas {count} a {count})",
    "Admins": "Administradores",
    "Attendance": "Presenças",
    "Attendance rate": "Taxa de presença",
    "Attendance rate per week": "Taxa de presença por semana",
    "Came": "Vieram",
    "Cancelled": "Canceladas",
    "Completed": "Concluídas",
    "Duration": "Duração",
    "E-mail": "E-mail",
    "Generated": "Criado em",
    "Hours": "Horas",
    "Hours delivered": "Horas dadas",
    "Location": "Local",
    "Minutes present": "Tempo presente",
    "Name": "Nome",
    "No.": "N.º",
    "Note": "Nota",
    "Nothing in this period.": "Nada neste período.",
    "Nothing to show in this period.": "Nada a mostrar neste período.",
    "Page {page} of {total}": "Página {page} de {total}",
    "People": "Pessoas",
    "Period": "Período",
    "Reason": "Motivo",
    "Role": "Papel",
    "Scheduled": "Agendadas",
    "Seats taken": "Lugares ocupados",
    "Session": "Sessão",
    "Sessions": "Sessões",
    "Sessions delivered by trainer": "Sessões dadas por formador",
    "Sessions per week": "Sessões por semana",
    "Since": "Desde",
    "Starts": "Início",
    "Status": "Estado",
    "Summary": "Resumo",
    "Time zone": "Fuso horário",
    "Times": "Horas",
    "Top trainers by attendance": "Formadores com maior taxa de presença",
    "Top trainers by sessions": "Formadores com mais sessões",
    "Trainee": "Formando",
    "Trainee no.": "N.º do formando",
    "Trainees": "Formandos",
    "Trainer": "Formador",
    "Trainers": "Formadores",
    "Training report": "Relatório de formação",
    "Username": "Nome de utilizador",
    "Users": "Pessoas",
    "Week of": "Semana de",
    "absent": "faltou",
    "admin": "administrador",
    "all sessions": "todas as sessões",
    "cancelled": "cancelada",
    "completed": "concluída",
    "excused": "justificado",
    "in UTC: this server does not know the time zone {zone}": (
        "em UTC: este servidor não conhece o fuso horário {zone}"
    ),
    "late": "atrasado",
    "no": "não",
    "only sessions from {start} on": "só as sessões a partir de {start}",
    "present": "presente",
    "scheduled": "agendada",
    "sessions from {first} to {last}": "sessões de {first} a {last}",
    "sessions on {first}": "sessões de {first}",
    "sessions that start before {end}": "sessões que começam antes de {end}",
    "sessions that start from {start} on": "sessões que começam a partir de {start}",
    "sessions that start from {start} to {end}": "sessões que começam de {start} a {end}",
    "trainee": "formando",
    "trainer": "formador",
    "yes": "sim",
}
MONTHS = {
    Language.ENGLISH: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    Language.PORTUGUESE: [
        "jan.",
        "fev.",
        "mar.",
        "abr.",
        "mai.",
        "jun.",
        "jul.",
        "ago.",
        "set.",
        "out.",
        "nov.",
        "dez.",
    ],
}


def translated(text: str, language: str, **values: object) -> str:
    """``text`` in the language, with ``values`` filled in; English for anything that has no translation."""
    text = FOR_PEOPLE.get(text, text)
    found = PORTUGUESE.get(text, text) if language == Language.PORTUGUESE else text
    return found.format(**values) if values else found


def day(day: date, language: str, *, year: bool = True) -> str:
    """A day as people write it, such as 29 Jun 2026."""
    shown = f"{day.day} {MONTHS[Language(language)][day.month - 1]}"
    return f"{shown} {day.year}" if year else shown


def moment(instant: datetime, time_zone: str) -> str:
    """A local time, to the minute."""
    return f"{instant.astimezone(zone_named(time_zone)):%Y-%m-%d %H:%M}"


def decimal(text: str, language: str) -> str:
    """A number that was formatted the English way, in the language's."""
    return text.translate(str.maketrans(",.", "\u00a0,")) if language == Language.PORTUGUESE else text


Translate = Callable[[str], str]


def in_language(report: Report) -> Report:
    """The report with everything that the product says in it in the report's language. What people wrote stays as it is,
    and so do the names of columns, which are for programs."""

    def translate(text: str) -> str:
        return translated(text, report.language)

    return replace(
        report,
        title=translate(report.title),
        facts=tuple((translate(name), fact) for name, fact in report.facts),
        summary=None if report.summary is None else _summary(report.summary, translate),
        tables=tuple(
            replace(table, title=translate(table.title), columns=_columns(table.columns, translate))
            for table in report.tables
        ),
    )


def _summary(summary: Summary, translate: Translate) -> Summary:
    return Summary(
        groups=tuple(_group(group, translate) for group in summary.groups),
        charts=tuple(_chart(chart, translate) for chart in summary.charts),
        tables=tuple(_table(table, translate) for table in summary.tables),
    )


def _group(group: MetricGroup, translate: Translate) -> MetricGroup:
    metrics = tuple(replace(metric, label=translate(metric.label)) for metric in group.metrics)
    return MetricGroup(title=translate(group.title), metrics=metrics)


def _chart(chart: Chart, translate: Translate) -> Chart:
    return replace(
        chart,
        title=translate(chart.title),
        heading=translate(chart.heading),
        series=tuple(replace(series, label=translate(series.label)) for series in chart.series),
    )


def _table(table: ShortTable, translate: Translate) -> ShortTable:
    return replace(table, title=translate(table.title), columns=_columns(table.columns, translate))


def _columns(columns: Iterable[Column], translate: Translate) -> tuple[Column, ...]:
    return tuple(
        column if column.own else replace(column, title=translate(column.title)) for column in columns
    )
