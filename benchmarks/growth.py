"""How the cost of a request grows from 10,000 to 1,000,000 sessions of the same people.

The core runs in this process on a real store, so this measures the use case, its statements and the database, without
HTTP.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from statistics import median
from time import perf_counter

from benchmarks.data import fill
from benchmarks.organisation import SLOT, TODAY, Organisation, slot_start
from benchmarks.statements import Watch, explained, open_watched
from benchmarks.tables import table
from tms_adapters.security import Argon2Hasher, JwtTokens
from tms_core.actor import Actor, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import count_sessions, count_users, get_overview, get_progress
from tms_core.application import Application
from tms_core.entity import PageRequest
from tms_core.errors import Conflict
from tms_core.sessions.commands import create_session
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import NewSession
from tms_core.sessions.queries import get_session, list_sessions
from tms_core.unit_of_work import OrganisationSettings, Services

AIM = 2.0
WARM_UP = 5
PERIOD = timedelta(weeks=4)
EVENING = timedelta(hours=20)
FROM_THE_END = 150  # number of sessions after the cursor


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One database under measurement."""

    url: str
    organisation: Organisation
    app: Application
    watch: Watch
    serial: "count[int]"

    @property
    def admin(self) -> Actor:
        """An actor who can see everything."""
        return Actor(id=self.organisation.admin, role=Role.ADMIN)

    def somebody(self, role: Role, turn: int) -> Actor:
        """A trainer or trainee, a different one each turn."""
        people = self.organisation.trainers if role is Role.TRAINER else self.organisation.trainees
        return Actor(id=people[turn * 7 % len(people)], role=role)


Ask = Callable[[Subject, int], Awaitable[object]]


@dataclass(frozen=True)
class Question:
    """One request. Those that are ``bounded`` should cost the same however much data there is."""

    name: str
    ask: Ask
    bounded: bool = True


async def _first_page(subject: Subject, turn: int) -> object:
    return await subject.app.read(list_sessions, subject.admin, SessionFilter(), PageRequest())


def _own_page(role: Role, count: bool) -> Ask:
    """Pages that are full in the smaller organisation too; otherwise the larger one would return more rows."""

    async def ask(subject: Subject, turn: int) -> object:
        page = PageRequest(limit=50, count=count)
        found = await subject.app.read(list_sessions, subject.somebody(role, turn), SessionFilter(), page)
        if len(found.items) != page.limit:
            raise AssertionError(f"the first page of a {role} has {len(found.items)} sessions")
        return found

    return ask


async def _last_page(subject: Subject, turn: int) -> object:
    oldest = subject.organisation.sessions // len(subject.organisation.trainers) * 9 // 10
    slot, place = divmod(FROM_THE_END + turn, len(subject.organisation.trainers))
    key = (slot_start(slot - oldest), slot * len(subject.organisation.trainers) + place)
    page = PageRequest(count=False, after=key)
    found = await subject.app.read(list_sessions, subject.admin, SessionFilter(), page)
    if len(found.items) != page.limit:
        raise AssertionError(f"a page near the end has {len(found.items)} sessions")
    return found


async def _one(subject: Subject, turn: int) -> object:
    session_id = 1 + turn * 104_729 % subject.organisation.sessions
    return await subject.app.read(get_session, subject.admin, session_id)


async def _wins(subject: Subject, turn: int) -> object:
    new = _new(subject, turn, next(subject.serial) * timedelta(days=1) + EVENING)
    return await subject.app.run(create_session, subject.admin, new)


async def _refused(subject: Subject, turn: int) -> object:
    new = _new(subject, turn, slot_start(0) - TODAY)
    try:
        await subject.app.run(create_session, subject.admin, new)
    except Conflict as refusal:
        return refusal
    raise AssertionError("a clash was not refused")


def _new(subject: Subject, turn: int, after: timedelta) -> NewSession:
    trainees = subject.organisation.trainees
    return NewSession(
        title="One more",
        scheduled_date=TODAY + after,
        duration_minutes=int(SLOT.total_seconds()) // 60,
        trainer_id=subject.somebody(Role.TRAINER, turn).user_id,
        trainee_ids=tuple(trainees[(turn * 11 + seat) % len(trainees)] for seat in range(6)),
    )


async def _users(subject: Subject, turn: int) -> object:
    return await subject.app.read(count_users, subject.admin)


async def _sessions(subject: Subject, turn: int) -> object:
    return await subject.app.read(count_sessions, subject.admin)


def _overview(role: Role) -> Ask:
    """Four weeks, a period that the smaller organisation covers too."""

    async def ask(subject: Subject, turn: int) -> object:
        asked = RequestedPeriod(from_=TODAY - PERIOD, to=TODAY, time_zone="Europe/Lisbon")
        reader = subject.admin if role is Role.ADMIN else subject.somebody(role, turn)
        found = await subject.app.read(get_overview, reader, asked)
        if len(found.trainers) != (len(subject.organisation.trainers) if role is Role.ADMIN else 1):
            raise AssertionError(f"the overview of the {role} has {len(found.trainers)} trainers")
        return found

    return ask


async def _progress(subject: Subject, turn: int) -> object:
    trainee = subject.somebody(Role.TRAINEE, turn)
    return await subject.app.read(get_progress, trainee, trainee.user_id)


QUESTIONS = [
    Question("first page of 100, with the total", _first_page),
    Question("page of 100 at the far end, by cursor", _last_page),
    Question("one session", _one),
    Question("create that wins", _wins),
    Question("create that clashes", _refused),
    Question("analytics: users", _users),
    Question("analytics: sessions", _sessions),
    Question("analytics: overview of four weeks", _overview(Role.ADMIN)),
    Question("analytics: a trainer's overview of four weeks", _overview(Role.TRAINER)),
    Question("a trainer's first page of 50, no total", _own_page(Role.TRAINER, count=False)),
    Question("a trainee's first page of 50, no total", _own_page(Role.TRAINEE, count=False)),
    Question("a trainer's, with the total", _own_page(Role.TRAINER, count=True), bounded=False),
    Question("a trainee's, with the total", _own_page(Role.TRAINEE, count=True), bounded=False),
    Question("a trainee's progress", _progress, bounded=False),
]


async def measure_growth(
    urls: tuple[str, str],
    sizes: tuple[Organisation, Organisation],
    rounds: int,
    questions: Sequence[Question] = QUESTIONS,
) -> str:
    """Fill both databases and ask every question of both alternately, ``rounds`` times; returns a table for a terminal.

    If a cost grows more than intended, the table is followed by the larger database's query plan.
    """
    subjects = [await _subject(url, size) for url, size in zip(urls, sizes, strict=True)]
    try:
        rows, grown = [], []
        for question in questions:
            small, large = await _measured(question, subjects, rounds)
            rows.append(_row(question, small, large))
            if question.bounded and large > AIM * small:
                grown.append(f"{question.name}\n\n{await _explained(question, subjects[1])}")
    finally:
        for subject in subjects:
            await subject.app.store.close()
    head = ["median, ms", *(f"{size.sessions:,} sessions" for size in sizes), "ratio", f"aim <= {AIM:g}"]
    return "\n\n".join([table(head, rows), *grown])


def _row(question: Question, small: float, large: float) -> list[str]:
    verdict = "-" if not question.bounded else "met" if large <= AIM * small else "MISSED"
    return [question.name, f"{small:.3f}", f"{large:.3f}", f"{large / small:.2f}", verdict]


async def _subject(url: str, organisation: Organisation) -> Subject:
    await fill(url, organisation)
    store, watch = await open_watched(url)
    services = Services(
        passwords=Argon2Hasher(), tokens=JwtTokens("unused" * 8), organisation=OrganisationSettings()
    )
    app = Application(store, services)
    return Subject(url=url, organisation=organisation, app=app, watch=watch, serial=count())


async def _measured(question: Question, subjects: list[Subject], rounds: int) -> tuple[float, float]:
    """Milliseconds for each database, asked alternately so that a slow moment of the machine affects both."""
    times: list[list[float]] = [[] for _ in subjects]
    for turn in range(WARM_UP + rounds):
        for subject, taken in zip(subjects, times, strict=True):
            started = perf_counter()
            await question.ask(subject, turn)
            taken.append((perf_counter() - started) * 1000)
            await asyncio.sleep(0)
    small, large = (median(taken[WARM_UP:]) for taken in times)
    return small, large


async def _explained(question: Question, subject: Subject) -> str:
    subject.watch.seen.clear()
    subject.watch.on = True
    await question.ask(subject, 1)
    subject.watch.on = False
    return await explained(subject.url, [found for found in subject.watch.seen if found[0] != "COMMIT"])
