"""What the description of the API says about sessions."""

from datetime import UTC, datetime, timedelta

from tms_core.feature import Documentation
from tms_core.sessions.conflicts import ScheduleConflict, ScheduleConflicts
from tms_core.sessions.inputs import Attendance, NewSession, SessionChanges, TraineeList
from tms_core.sessions.model import AttendanceStatus, Enrolment, SessionStatus, TrainingSession
from tms_core.sessions.views import SessionView, to_view
from tms_core.users.documentation import NOW, TRAINEE, TRAINER

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

DOCUMENTATION = Documentation(
    package="tms_core.sessions",
    names={SessionView: "Session", ScheduleConflict: "Clash", ScheduleConflicts: "Conflicts"},
    notes={
        "AttendanceMark.trainee_id": "The trainee.",
        "AttendanceRecord.note": "If omitted, an existing note is kept.",
        "AttendanceRecord.status": "null clears the mark.",
        "AttendanceRecord.trainee_id": "The trainee.",
        "ScheduleConflicts.conflicts": "By start, then session and person; at most 100. Empty if everybody is free.",
        "ScheduleConflicts.next_free": "The first start after the requested one at which everybody is free; null if "
        "everybody is free already.",
        "TraineeList.trainee_ids": "The trainees to add.",
        "attendance": "The marks so far. Trainees see only their own.",
        "capacity": "Maximum number of trainees; null means no limit.",
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
