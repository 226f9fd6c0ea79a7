"""How the cost of a search for three words grows from 1,000 people and 10,000 sessions to 100 times as many.

What is rare is found by indexes, and what is common soon; the total of a search for common names is the exception:
everything is read to count it.
"""

from benchmarks.data import FAMILY_NAMES, GIVEN_NAMES, rare_name
from benchmarks.growth import Ask, Question, Subject
from benchmarks.organisation import COURSES
from tms_core.actor import Role
from tms_core.entity import PageRequest
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import UserFilter, UserOrder
from tms_core.users.use_cases import list_users

NONE = "nobody nothing nowhere"


def _names(user_id: int) -> tuple[str, str, str]:
    given, family = GIVEN_NAMES[user_id % len(GIVEN_NAMES)], FAMILY_NAMES[user_id % len(FAMILY_NAMES)]
    return given, family, rare_name(user_id)


async def _one_person(subject: Subject, turn: int) -> object:
    user_id = subject.organisation.trainees[turn * 37 % len(subject.organisation.trainees)]
    given, family, rare = _names(user_id)
    wanted = UserFilter(q=f"{rare} {family} {given}".lower(), order=UserOrder.NAME)
    found = await subject.app.read(list_users, subject.admin, wanted, PageRequest())
    if user_id not in [user.id for user in found.items] or found.total is None or found.total > 5:
        raise AssertionError(f"{wanted.q} finds {found.total} people")
    return found


async def _common_people(subject: Subject, turn: int) -> object:
    wanted = UserFilter(q="person example ana", order=UserOrder.NAME)
    found = await subject.app.read(list_users, subject.admin, wanted, PageRequest(limit=50, count=False))
    if len(found.items) != 50:
        raise AssertionError("a common name is found too seldom")
    return found


def _sessions_of(role: Role) -> Ask:
    """Those of one course that one person leads or attends."""

    async def ask(subject: Subject, turn: int) -> object:
        user_id = subject.somebody(role, turn).user_id
        given, _, rare = _names(user_id)
        word = COURSES[turn % len(COURSES)][0].split()[0]
        wanted = SessionFilter(q=f"{word} {given} {rare}")
        return await subject.app.read(list_sessions, subject.admin, wanted, PageRequest(limit=10))

    return ask


def _sessions(q: str, count: bool) -> Ask:
    async def ask(subject: Subject, turn: int) -> object:
        page = PageRequest(limit=50, count=count)
        found = await subject.app.read(list_sessions, subject.admin, SessionFilter(q=q), page)
        if len(found.items) != (0 if q == NONE else page.limit):
            raise AssertionError(f"{q} finds {len(found.items)} sessions")
        return found

    return ask


async def _nobody(subject: Subject, turn: int) -> object:
    return await subject.app.read(list_users, subject.admin, UserFilter(q=NONE), PageRequest())


SEARCHES = [
    Question("one person by three names, with the total", _one_person),
    Question("nobody, with the total", _nobody),
    Question("people by three common words, no total", _common_people),
    Question("a course of one trainer, with the total", _sessions_of(Role.TRAINER)),
    Question("a course of one trainee, with the total", _sessions_of(Role.TRAINEE)),
    Question("no session, with the total", _sessions(NONE, count=True)),
    Question("sessions by three words of their text, no total", _sessions("aid work first", count=False)),
    Question("sessions by text and two common names, no total", _sessions("work ana silva", count=False)),
    Question("sessions by three words of their text, with the total", _sessions("aid work first", True)),
    Question(
        "sessions by text and two common names, with the total", _sessions("work ana silva", True), False
    ),
]
