"""One example of everything, made of the core's own classes, so that it cannot be wrong about them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tms_core.actor import Role
from tms_core.analytics.model import (
    Attention,
    DoubleBooking,
    MarkCounts,
    SessionBrief,
    SessionCounts,
    TraineeProgress,
    UserCounts,
)
from tms_core.analytics.overview import build_overview
from tms_core.analytics.periods import Period
from tms_core.analytics.repository import Absences, AttendanceBucket, Delivery, SessionBucket
from tms_core.assignments.model import Assignment, AssignmentView, NewAssignment
from tms_core.auth.model import (
    GeneratedPassword,
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    SignIn,
    TokenResponse,
)
from tms_core.entity import SuccessMessage
from tms_core.passwords.model import PasswordAction, PasswordRecord
from tms_core.sessions.conflicts import ScheduleConflict, ScheduleConflicts
from tms_core.sessions.inputs import Attendance, NewSession, TraineeList
from tms_core.sessions.model import AttendanceStatus, Enrolment, SessionStatus, TrainingSession
from tms_core.sessions.views import to_view
from tms_core.users.model import NewUser, User

NOW = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)
START = datetime(2026, 5, 4, 9, tzinfo=UTC)
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"  # noqa: S105 - opens nothing
PASSWORD = "correct horse battery"  # noqa: S105 - opens nothing
NEW_PASSWORD = "staple of hay 7"  # noqa: S105 - opens nothing
GENERATED = "k7vRmXq2hTzB9w"
DAY = 24 * 60 * 60


def _user(user_id: int, username: str, role: Role, first_name: str, last_name: str) -> User:
    return User(
        id=user_id,
        username=username,
        email=f"{username}@example.org",
        role=role,
        first_name=first_name,
        last_name=last_name,
        created_at=NOW,
        updated_at=NOW,
    )


TRAINER = _user(2, "ines", Role.TRAINER, "Inês", "Duarte")
TRAINEE = _user(7, "tomasz", Role.TRAINEE, "Tomasz", "Nowak")
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
CLASH = ScheduleConflict(
    session_id=SESSION.id,
    title=SESSION.title,
    scheduled_date=SESSION.scheduled_date,
    ends_at=SESSION.ends_at,
    person=TRAINER.person,
)
MORNING = int(START.timestamp())
OVERVIEW = build_overview(
    Period(start=NOW, end=START + timedelta(days=1), time_zone="Europe/Lisbon"),
    sessions=[SessionBucket(MORNING, 1, 2, 1, 210)],
    marks=[AttendanceBucket(MORNING, 14, 2, 3, 1)],
    deliveries=[Delivery(TRAINER.id, TRAINER.name, 2, 210, 17, 19)],
    absences=[Absences(TRAINEE.id, TRAINEE.name, 1, 2)],
)
BRIEF = SessionBrief(
    id=SESSION.id, title=SESSION.title, scheduled_date=SESSION.scheduled_date, ends_at=SESSION.ends_at
)
ATTENTION = Attention(
    clashes=1,
    clashes_until=NOW + timedelta(weeks=8),
    first_clashes=[
        DoubleBooking(
            person=TRAINEE.person,
            session=SessionBrief(
                id=15,
                title="Fire drill",
                scheduled_date=START + timedelta(hours=1),
                ends_at=START + timedelta(hours=2),
            ),
            other=BRIEF,
        )
    ],
    unclosed_sessions=0,
    last_unclosed_sessions=[],
    temporary_passwords=1,
    first_temporary_passwords=[TRAINEE.person],
    unassigned_trainees=0,
    first_unassigned_trainees=[],
)
PROGRESS = TraineeProgress(
    trainee=TRAINEE.person,
    held=9,
    attended=7,
    attendance_rate=0.875,
    hours_attended=10.5,
    marks=MarkCounts(present=6, absent=1, late=1, excused=0),
    unmarked=1,
    upcoming=3,
    next_at=START,
)


def _by_class(*examples: Any) -> dict[str, Any]:
    return {type(example).__name__: msgspec.to_builtins(example) for example in examples}


def _sent(example: Any) -> dict[str, Any]:
    """As a caller would write it: without what is null."""
    return {name: value for name, value in msgspec.to_builtins(example).items() if value is not None}


EXAMPLES: dict[str, Any] = {
    **_by_class(
        SignIn(username="ines", password=PASSWORD),
        TokenResponse(access_token=TOKEN, expires_in=DAY, user=TRAINER, force_password_change=False),
        PasswordChange(current_password=PASSWORD, new_password=NEW_PASSWORD),
        OwnPassword(new_password=NEW_PASSWORD),
        PasswordReset(new_password=NEW_PASSWORD),
        PasswordChanged(message="Your password is changed.", access_token=TOKEN, expires_in=DAY),
        GeneratedPassword(message="The password of Tomasz Nowak is reset.", temporary_password=GENERATED),
        PasswordRecord(
            id=31,
            user_id=TRAINEE.id,
            action=PasswordAction.RESET,
            performed_by=1,
            timestamp=NOW,
            details="A temporary password was generated.",
        ),
        TRAINER,
        NewUser(
            username="tomasz",
            email="tomasz@example.org",
            role=Role.TRAINEE,
            first_name="Tomasz",
            last_name="Nowak",
        ),
        to_view(SESSION, {person.id: person.person for person in (TRAINER, TRAINEE)}),
        ScheduleConflicts(conflicts=[CLASH], next_free=SESSION.ends_at),
        TraineeList(trainee_ids=(9, 11)),
        Attendance(
            records=(
                {"trainee_id": 7, "status": AttendanceStatus.PRESENT},
                {"trainee_id": 9, "status": AttendanceStatus.EXCUSED, "note": "Doctor's appointment"},
            )
        ),
        Assignment(id=4, student_id=TRAINEE.id, teacher_id=TRAINER.id, assigned_date=NOW),
        NewAssignment(student_id=TRAINEE.id, teacher_id=TRAINER.id),
        AssignmentView(id=4, student=TRAINEE, teacher=TRAINER, assigned_date=NOW),
        UserCounts(admin=2, trainer=8, trainee=120),
        SessionCounts(scheduled=41, completed=1204, cancelled=37),
        OVERVIEW,
        ATTENTION,
        PROGRESS,
        SuccessMessage(message="Done."),
    ),
    "NewSession": _sent(
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
    ),
    "CreatedUser": {
        **msgspec.to_builtins(TRAINEE),
        "temporary_password": GENERATED,
        "is_temporary_password": True,
    },
    "UserChanges": {"email": "tomasz.nowak@example.org"},
    "SessionChanges": {"status": SessionStatus.COMPLETED.value},
}
"""Class name → an example of it as JSON."""

PROBLEM_EXTRAS: dict[str, Any] = {
    "validation_failed": {"errors": [{"field": "title", "message": "must be 1 to 100 characters long"}]},
    "schedule_conflict": msgspec.to_builtins({"conflicts": [CLASH], "next_free": SESSION.ends_at}),
    "session_full": {"capacity": 12, "trainee_count": 13},
    "stale_version": {"current": EXAMPLES["User"]},
    "has_scheduled_sessions": {"session_ids": [12, 15]},
}
"""Problem code → the further members it carries."""
