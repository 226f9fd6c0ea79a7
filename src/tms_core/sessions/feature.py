"""The sessions feature: what it declares, and its part of the API documentation."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from tms_core.application.feature import Documentation, Feature
from tms_core.errors import Kind, ProblemType
from tms_core.sessions import attendance, commands, queries, replies
from tms_core.sessions.conflicts import ScheduleConflict, ScheduleConflicts
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.events import (
    SESSION_CREATED,
    SESSION_DELETED,
    SESSION_UPDATED,
    SessionView,
    to_view,
)
from tms_core.sessions.inputs import Attendance, SessionChanges, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus, TrainingSession
from tms_core.sessions.person_data import PERSON_DATA
from tms_core.sessions.queries import find_conflicts
from tms_core.sessions.records import ATTENDANCE_MARKED
from tms_core.users.feature import NOW, TRAINEE, TRAINER

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
    location="Training centre, room 2",
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
            "replies": "Of those who have said whether they will come. Trainees see only their own.",
            "TraineeReply.trainee_id": "The trainee.",
            "capacity": "Maximum number of trainees; null means no limit.",
            "closed_at": "When it was completed or cancelled; null while it is scheduled.",
            "closed_by": "Who completed or cancelled it.",
            "created_by": "Who created it; null if that is not known.",
            "custom": "The organisation's own fields, by key.",
            "external_id": "Its id in another system; unique. Only admins can change it.",
            "status_reason": "Why it was cancelled.",
            "class_link": "Where an online session takes place; http or https only.",
            "ends_at": ENDS_AT_NOTE,
            "location": "Where people meet: a room, an address.",
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
                location=SESSION.location,
            ),
            (SessionChanges, SessionChanges(status=SessionStatus.COMPLETED)),
        ),
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
        replies.reply_to_session,
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
        ProblemType(
            "session_cancelled",
            Kind.CONFLICT,
            "A cancelled session has no attendance, and nobody replies to it.",
        ),
        ProblemType(
            "not_started",
            Kind.CONFLICT,
            "The session has not started. Attendance can be taken, and it can be completed, once it has.",
        ),
        ProblemType(
            "already_started", Kind.CONFLICT, "The session has started, so there is nothing to reply to."
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
