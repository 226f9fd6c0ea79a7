"""The calendars feature: what it declares, and its part of the API documentation."""

from collections.abc import Mapping

from tms_core.actor import Actor
from tms_core.application.feature import Documentation, Feature
from tms_core.calendars import use_cases
from tms_core.calendars.model import (
    CalendarAddress,
    CalendarReader,
    CalendarRepository,
    CalendarStatus,
)
from tms_core.entity import PersonRef
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import NOW


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.calendars",
        notes={
            "active": "Whether there is an address.",
            "CalendarStatus.created_at": "When the address was created.",
            "last_used_at": "When a program last read the calendar, to within 10 minutes.",
            "url": "The private address. It is not shown again.",
        },
        examples=(
            CalendarAddress(
                url="https://training.example.org/calendar/Zk3v8mWqT1b7nYc5XhE2uJ9sLrA4gD6pQoF0iKtMwVy.ics",
                created_at=NOW,
            ),
            CalendarStatus(active=True, created_at=NOW, last_used_at=NOW),
        ),
    )


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    feed = await uow.repository(CalendarReader).get(person.id)
    if feed is None:
        return {}
    status = CalendarStatus(active=True, created_at=feed.created_at, last_used_at=feed.last_used_at)
    return {"calendar": status}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    await uow.repository(CalendarRepository).remove(departure.person.id)


CALENDARS = Feature(
    name="calendars",
    commands=(use_cases.create_calendar, use_cases.revoke_calendar, use_cases.note_calendar_use),
    queries=(use_cases.get_calendar, use_cases.read_feed, use_cases.get_session_calendar),
    person_data=PersonData(export=_export, erase=_erase),
    documentation=_documentation,
)
