"""The sessions feature: what it declares, what it stores about a person, and its
part of the API documentation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated

from tms_core.actor import Actor, Role
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import PersonRef, read_all
from tms_core.errors import Conflict, Invalid, Kind, ProblemType
from tms_core.sessions import attendance, commands, queries
from tms_core.sessions.conflicts import ScheduleConflict, ScheduleConflicts, check_available
from tms_core.sessions.events import (
    SESSION_CREATED,
    SESSION_DELETED,
    SESSION_UPDATED,
    SessionView,
    session_changes,
    to_view,
)
from tms_core.sessions.inputs import Attendance, SessionChanges, SessionFilter, TraineeList
from tms_core.sessions.model import AttendanceStatus, Enrolment, NewSession, SessionStatus, TrainingSession
from tms_core.sessions.queries import find_conflicts
from tms_core.sessions.records import ATTENDANCE_MARKED
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.sessions.saving import as_shown, hide_removed_fields
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import NOW, TRAINEE, TRAINER
from tms_core.users.model import UserRepository

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
ENDS_AT_NOTE = "`scheduled_date` plus `duration_minutes`, exclusive."
SCHEDULED_DATE_NOTE = "When it starts (RFC 3339, with an offset); responses are in UTC."

SESSION = TrainingSession(
    id=12,
    title="First aid, part one",
    description="Bring comfortable clothes.",
    trainer_id=TRAINER.id,
    roster=(
        Enrolment(
            trainee_id=TRAINEE.id,
            status=AttendanceStatus.PRESENT,
            marked_at=START + timedelta(minutes=5),
            marked_by=TRAINER.id,
        ),
    ),
    capacity=12,
    scheduled_date=START,
    duration_minutes=90,
    time_zone="Europe/Lisbon",
    class_link="https://meet.example.org/first-aid",
    created_at=NOW,
    updated_at=NOW,
)
CONFLICT = ScheduleConflict(
    session_id=SESSION.id,
    title=SESSION.title,
    scheduled_date=SESSION.scheduled_date,
    ends_at=SESSION.ends_at,
    person=TRAINER.person,
)


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.sessions",
        names={SessionView: "Session", ScheduleConflict: "Clash", ScheduleConflicts: "Conflicts"},
        notes={
            "AttendanceMark.trainee_id": "The trainee.",
            "AttendanceMark.minutes": "How long they were there, if only for part of the time. Counts as the length of the "
            "session at most.",
            "AttendanceRecord.minutes": "For those who were there for part of the time (`present` or `late`). If omitted, "
            "existing minutes are kept.",
            "AttendanceRecord.note": "Needs a status. If omitted, an existing note is kept.",
            "AttendanceRecord.status": "null clears the mark.",
            "AttendanceRecord.trainee_id": "The trainee.",
            "ScheduleConflict.kind": "What takes the time: so far always a session of `person`.",
            "ScheduleConflict.occurrence": "Always null: there are no series yet.",
            "ScheduleConflict.room": "Always null: there are no rooms yet.",
            "ScheduleConflicts.conflicts": "By start, then session and person; at most 100. Empty if everybody is free.",
            "ScheduleConflicts.next_free": "The first start after the requested one at which everybody is free; null if "
            "everybody is free already.",
            "TraineeList.trainee_ids": "The trainees to add.",
            "attendance": "The marks so far. Trainees see only their own.",
            "capacity": "Maximum number of trainees; null means no limit.",
            "closed_at": "When it was completed or cancelled; null while it is scheduled.",
            "closed_by": "Who completed or cancelled it.",
            "created_by": "Who created it; null if that is not known.",
            "custom": "The organisation's own fields, by key.",
            "external_id": "Its id in another system; unique. Only admins can change it.",
            "status_reason": "Why it was cancelled.",
            "class_link": "Where an online session takes place; http or https only.",
            "ends_at": ENDS_AT_NOTE,
            "records": "Only the marks of these trainees change.",
            "scheduled_date": SCHEDULED_DATE_NOTE,
            "time_zone": "The IANA time zone in which the session is planned.",
            "trainee_count": "The number of all trainees, whoever is asking.",
            "trainee_id": "The first of `trainee_ids`, or null; in requests a short form for a single trainee.",
            "trainee_ids": "In the order they were added. Trainees see only themselves.",
            "trainer_id": "Who leads it. By default the caller; trainers can only choose themselves.",
        },
        examples=(
            to_view(SESSION, {person.id: person.person for person in (TRAINER, TRAINEE)}),
            ScheduleConflicts(conflicts=[CONFLICT], next_free=SESSION.ends_at),
            TraineeList(trainee_ids=(9, 11)),
            Attendance(
                records=(
                    {"trainee_id": 7, "status": AttendanceStatus.PRESENT},
                    {"trainee_id": 9, "status": AttendanceStatus.EXCUSED, "note": "Doctor's appointment"},
                )
            ),
            NewSession(
                title=SESSION.title,
                description=SESSION.description,
                scheduled_date=START,
                duration_minutes=90,
                trainee_ids=(7, 9),
                capacity=12,
                time_zone="Europe/Lisbon",
                class_link=SESSION.class_link,
            ),
            (SessionChanges, SessionChanges(status=SessionStatus.COMPLETED)),
        ),
    )


MAX_SESSION_IDS = 100


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    page = uow.repository(SessionReader).page
    taken = await read_all(partial(page, SessionFilter(taken_by=person.id, ascending=True)))
    led = await read_all(partial(page, SessionFilter(led_by=person.id, ascending=True)))
    await hide_removed_fields(uow, [*taken, *led])
    return {
        "sessions_led": led,
        "sessions_taken": [session.narrowed_to(person.id) for session in taken],
        "discarded_attendance": await uow.repository(SessionReader).discarded_marks_of(person.id),
        "session_actions": await uow.repository(SessionReader).acts_of(person.id),
    }


async def _blocks_deletion(uow: UnitOfWork, departure: Departure) -> Conflict | None:
    if departure.reassign_to is not None:
        return None
    person = departure.person
    led = [each.id for each in await _unfinished(uow, person.id) if each.trainer_id == person.id]
    detail = f"{person.name} still leads sessions that have not ended ({len(led)}). Name a trainer to take them over."
    return _has_scheduled_sessions(detail, led) if led else None


async def _blocks_role_change(uow: ReadUnit, person: PersonRef) -> Conflict | None:
    unfinished = await uow.repository(SessionReader).scheduled_of(person.id, uow.now)
    detail = f"{person.name} is in sessions that have not ended ({len(unfinished)}). Reassign or cancel them first."
    return _has_scheduled_sessions(detail, unfinished) if unfinished else None


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Reassign the sessions that the person leads and that have not ended, remove them from sessions that have
    not started, and erase notes about them. The rest is history and stays, also who created, closed and marked
    sessions: it is kept as an id, which belongs to "Deleted user" from now on."""
    if departure.reassign_to is not None:
        await _reassign(uow, actor, departure, departure.reassign_to)
    person_id = departure.person.id
    for session in await _unfinished(uow, person_id):
        if person_id in session.trainee_ids and session.scheduled_date > uow.now:
            await _save(uow, session, session.without_trainee(person_id, uow.now))
    await _erase_notes(uow, person_id)


async def _erase_notes(uow: UnitOfWork, person_id: int) -> None:
    """The log must not keep the notes as values before a change either."""
    noted = await uow.repository(SessionRepository).noted_of(person_id)
    for session in (await uow.repository(SessionRepository).lock(noted)).values():
        roster = tuple(
            replace(each, note=None) if each.trainee_id == person_id else each for each in session.roster
        )
        await _save(uow, session, session.with_changes(uow.now, roster=roster), log_before=False)
    await uow.repository(SessionRepository).erase_hidden_notes(person_id)


async def _reassign(uow: UnitOfWork, actor: Actor, departure: Departure, successor_id: int) -> None:
    """Raises ``Invalid`` unless the successor is another trainer, ``Conflict``
    ``schedule_conflict`` if they are busy."""
    successor = (await uow.repository(UserRepository).lock([successor_id])).get(successor_id)
    if successor is None or successor.role is not Role.TRAINER or successor.id == departure.person.id:
        raise Invalid.field("reassign_to", "must be the id of another trainer")
    if successor.is_deactivated:
        raise Invalid.field("reassign_to", f"{successor.name} has been deactivated")
    for session in await _unfinished(uow, departure.person.id):
        if session.trainer_id == departure.person.id:
            changed = session.with_changes(uow.now, trainer_id=successor.id)
            if not departure.allow_conflicts:
                people = {successor.id: successor.person}
                await check_available(uow, actor, changed, [successor.id], people, since=uow.now)
            await _save(uow, session, changed)


async def _shows_name_to(uow: ReadUnit, person: PersonRef, told: Collection[Role]) -> Iterable[int]:
    """Trainees see their trainers' names, trainers those of their trainees."""
    readers = set(await uow.repository(SessionReader).trainees_led_by(person.id))
    if Role.TRAINER not in told:
        readers |= set(await uow.repository(SessionReader).leaders_of(person.id))
    return readers


def _has_scheduled_sessions(detail: str, session_ids: list[int]) -> Conflict:
    return Conflict("has_scheduled_sessions", detail, session_ids=session_ids[:MAX_SESSION_IDS])


async def _unfinished(uow: UnitOfWork, person_id: int) -> list[TrainingSession]:
    ids = await uow.repository(SessionRepository).scheduled_of(person_id, uow.now)
    return list((await uow.repository(SessionRepository).lock(ids)).values()) if ids else []


async def _save(
    uow: UnitOfWork, before: TrainingSession, after: TrainingSession, log_before: bool = True
) -> None:
    await uow.repository(SessionRepository).update(before, after)
    for event in session_changes(*await as_shown(uow, before, after)):
        uow.record(event if log_before else replace(event, before=None))


PERSON_DATA: PersonData[UnitOfWork] = PersonData(
    export=_export,
    erase=_erase,
    blocks_deletion=_blocks_deletion,
    blocks_role_change=_blocks_role_change,
    shows_name_to=_shows_name_to,
)


SESSIONS = Feature(
    name="sessions",
    commands=(
        commands.create_session,
        commands.update_session,
        commands.delete_session,
        commands.add_trainees,
        commands.remove_trainee,
        attendance.mark_attendance,
        commands.purge_deleted_sessions,
    ),
    upkeep=(commands.purge_deleted_sessions,),
    queries=(queries.list_sessions, queries.get_session, find_conflicts),
    events=(SESSION_CREATED, SESSION_UPDATED, SESSION_DELETED, ATTENDANCE_MARKED),
    problems=(
        ProblemType(
            "has_scheduled_sessions",
            Kind.CONFLICT,
            "This person is in sessions that have not ended. Reassign or cancel them, or send reassign_to when deleting.",
            {"session_ids": list[int]},
            lambda: {"session_ids": [12, 15]},
        ),
        ProblemType(
            "schedule_conflict",
            Kind.CONFLICT,
            "Somebody would be in two sessions at once. conflicts lists them, next_free is the first start at which "
            "everybody is free, and allow_conflicts=true saves anyway.",
            {
                "conflicts": list[ScheduleConflict],
                "next_free": Annotated[datetime, "When everybody is free."],
            },
            lambda: {"conflicts": [CONFLICT], "next_free": CONFLICT.ends_at},
        ),
        ProblemType(
            "session_full",
            Kind.CONFLICT,
            "The session has fewer seats than trainees.",
            {"capacity": int, "trainee_count": int},
            lambda: {"capacity": 12, "trainee_count": 13},
        ),
        ProblemType(
            "has_attendance",
            Kind.CONFLICT,
            "Attendance has been taken, and the change would lose it or make it untrue: somebody with a mark would be "
            "removed (discard_attendance=true does so anyway), or the session would move to a time still to come.",
            {"trainee_ids": list[int]},
            lambda: {"trainee_ids": [7]},
        ),
        ProblemType("session_cancelled", Kind.CONFLICT, "A cancelled session has no attendance."),
        ProblemType(
            "not_started",
            Kind.CONFLICT,
            "The session has not started. Attendance can be taken, and it can be completed, once it has.",
        ),
        ProblemType(
            "status_change_not_allowed",
            Kind.CONFLICT,
            "Scheduled sessions can be completed or cancelled. Put a closed session back to scheduled first: admins can, "
            "and for 10 minutes whoever closed it.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
