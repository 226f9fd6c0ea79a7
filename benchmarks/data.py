"""Fills a database with an organisation in bulk: a million sessions in a few minutes."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Table

from benchmarks.bulk import BulkLoad, open_bulk
from benchmarks.organisation import COURSES, SLOT, TODAY, Organisation
from tms_adapters.security.passwords import LANES, MEMORY_KIB, PASSES
from tms_adapters.sql import migrate
from tms_adapters.sql.auth import credentials
from tms_adapters.sql.queries.search import terms_of
from tms_adapters.sql.sessions import ROWS as SESSIONS
from tms_adapters.sql.sessions import seats, sessions
from tms_adapters.sql.tables import user_search_terms
from tms_adapters.sql.users import ROWS as USERS
from tms_adapters.sql.users import users
from tms_core.sessions.model import TrainingSession
from tms_core.users.model import User

PASSWORD = "correct horse battery staple"
"""Every user's password."""
MADE_AT = f"{TODAY:%Y-%m-%d %H:%M:%S.%f}"
GIVEN_NAMES = ("Ana", "Björn", "Chidi", "Дарья", "Élodie", "Farid", "Grace", "浩", "Ines", "João")
FAMILY_NAMES = ("Silva", "Lindqvist", "Okafor", "Иванова", "Durand", "Rahimi", "Hopper", "田中", "Costa")

SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")

Row = tuple[Any, ...]


async def fill(url: str, organisation: Organisation) -> None:
    """Create the schema at ``url`` with the product's own migrations and insert the organisation.

    ``url`` must name a database that is empty or does not exist. Derived columns are computed by the product's own
    functions.
    """
    await migrate(url)
    async with open_bulk(url) as bulk:
        await _insert(bulk, users, _user_rows(organisation))
        await _insert(bulk, user_search_terms, _term_rows(organisation))
        await _insert(bulk, credentials, _credential_rows(organisation))
        await _insert(bulk, sessions, _session_rows(organisation))
        await _insert(bulk, seats, _seat_rows(organisation))
        for kind, counts in _counts(organisation).items():
            for value, count in counts.items():
                await bulk.run(
                    f"UPDATE tallies SET count = {count} WHERE kind = '{kind}' AND value = '{value}'"
                )
        await bulk.finish()


async def _insert(bulk: BulkLoad, table: Table, rows: Iterator[Row]) -> None:
    await bulk.insert(table.name, [column.name for column in table.columns], rows)


def username(user_id: int) -> str:
    """The username of the user with that id."""
    return f"person-{user_id}"


def _user_rows(organisation: Organisation) -> Iterator[Row]:
    for user_id in range(1, organisation.users + 1):
        values = USERS.values(_user(organisation, user_id))
        yield _row(users, {**values, "created_at": MADE_AT, "updated_at": MADE_AT})


def _user(organisation: Organisation, user_id: int) -> User:
    return User(
        id=user_id,
        username=username(user_id),
        email=f"{username(user_id)}@example.org",
        role=organisation.role(user_id),
        first_name=GIVEN_NAMES[user_id % len(GIVEN_NAMES)],
        last_name=f"{FAMILY_NAMES[user_id % len(FAMILY_NAMES)]} {rare_name(user_id)}",
        created_at=TODAY,
        updated_at=TODAY,
    )


def rare_name(user_id: int) -> str:
    """A second family name that one person has, such as Qubariño; it is part of no other, since only its
    first letter is a Q."""
    name = "q"
    while user_id or len(name) < 5:
        user_id, syllable = divmod(user_id, len(SYLLABLES))
        name += SYLLABLES[syllable]
    return name.title() + "ño"


def _term_rows(organisation: Organisation) -> Iterator[Row]:
    for user_id in range(1, organisation.users + 1):
        for term, of_name in terms_of(_user(organisation, user_id)).items():
            yield (term, user_id, int(of_name))


def _credential_rows(organisation: Organisation) -> Iterator[Row]:
    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    password_hash = hasher.hash(PASSWORD)
    for user_id in range(1, organisation.users + 1):
        yield _row(credentials, {"user_id": user_id, "password_hash": password_hash, "token_generation": 1})


def _session_rows(organisation: Organisation) -> Iterator[Row]:
    for planned in organisation.planned():
        yield _row(
            sessions,
            _course_columns(planned.course)
            | {
                "id": planned.id,
                "trainer_id": planned.trainer_id,
                "scheduled_date": _text(planned.start),
                "ends_at": _text(planned.start + SLOT),
                "status": str(planned.status),
            },
        )


@cache
def _course_columns(course: int) -> dict[str, Any]:
    """The columns that all sessions of a course share."""
    title, description = COURSES[course]
    session = TrainingSession(
        title=title,
        description=description,
        trainer_id=1,
        capacity=12,
        scheduled_date=TODAY,
        duration_minutes=int(SLOT.total_seconds()) // 60,
        time_zone="Europe/Lisbon",
        class_link=f"https://meet.example.org/course-{course}",
        created_at=TODAY,
        updated_at=TODAY,
    )
    return SESSIONS.values(session) | {"custom": None, "created_at": MADE_AT, "updated_at": MADE_AT}


def _seat_rows(organisation: Organisation) -> Iterator[Row]:
    for planned in organisation.planned():
        start, end = _text(planned.start), _text(planned.start + SLOT)
        for place, trainee_id in enumerate(planned.trainee_ids):
            mark = planned.mark(trainee_id)
            seat = {
                "session_id": planned.id,
                "trainee_id": trainee_id,
                "place": place,
                "added_at": start,
                "scheduled_date": start,
                "ends_at": end,
                "session_status": str(planned.status),
            }
            if mark is not None:
                note = "Sent a note" if mark == "excused" else None
                marked = {"marked_at": end, "marked_by": planned.trainer_id}
                seat |= {"status": str(mark), "note": note, **marked}
            yield _row(seats, seat)


def _counts(organisation: Organisation) -> dict[str, Counter[str]]:
    return {
        "users": Counter(str(organisation.role(user_id)) for user_id in range(1, organisation.users + 1)),
        "sessions": Counter(str(planned.status) for planned in organisation.planned()),
    }


def _row(table: Table, values: dict[str, Any]) -> Row:
    """The values of all columns; those of which nothing is known get their default."""
    return tuple(_plain(values.get(name, default)) for name, default in _defaults(table))


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    return (json.dumps(value) if value else None) if isinstance(value, dict) else value


@cache
def _defaults(table: Table) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (column.name, None if column.server_default is None else str(column.server_default.arg))  # type: ignore[attr-defined]
        for column in table.columns
    )


def _text(moment: Any) -> str:
    """A time in a format that both databases accept."""
    return f"{moment:%Y-%m-%d %H:%M:%S}.000000"
