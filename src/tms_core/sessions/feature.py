"""Training sessions, who takes part, and who came."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from tms_core.errors import Kind, ProblemType
from tms_core.feature import Documentation, Feature
from tms_core.sessions import commands, queries
from tms_core.sessions.conflicts import ScheduleConflict
from tms_core.sessions.events import SESSION_CREATED, SESSION_DELETED, SESSION_UPDATED
from tms_core.sessions.person_data import PERSON_DATA
from tms_core.sessions.queries import find_conflicts


def _documentation() -> Documentation:
    from tms_core.sessions.documentation import DOCUMENTATION

    return DOCUMENTATION


def _conflict() -> Mapping[str, object]:
    from tms_core.sessions.documentation import CONFLICT

    return {"conflicts": [CONFLICT], "next_free": CONFLICT.ends_at}


SESSIONS = Feature(
    name="sessions",
    commands=(
        commands.create_session,
        commands.update_session,
        commands.delete_session,
        commands.add_trainees,
        commands.remove_trainee,
        commands.mark_attendance,
    ),
    queries=(queries.list_sessions, queries.get_session, find_conflicts),
    events=(SESSION_CREATED, SESSION_UPDATED, SESSION_DELETED),
    problems=(
        ProblemType(
            "has_scheduled_sessions",
            Kind.CONFLICT,
            "The person is part of sessions to come. Reassign or cancel them, or name reassign_to when deleting.",
            {"session_ids": list[int]},
            lambda: {"session_ids": [12, 15]},
        ),
        ProblemType(
            "schedule_conflict",
            Kind.CONFLICT,
            "Somebody would be in two sessions at once. conflicts names them, next_free is the first start at which "
            "all are free, and allow_conflicts=true saves all the same.",
            {
                "conflicts": list[ScheduleConflict],
                "next_free": Annotated[datetime, "When all are free again."],
            },
            _conflict,
        ),
        ProblemType(
            "session_full",
            Kind.CONFLICT,
            "More trainees would take part than the session has seats.",
            {"capacity": int, "trainee_count": int},
            lambda: {"capacity": 12, "trainee_count": 13},
        ),
        ProblemType("session_cancelled", Kind.CONFLICT, "A cancelled session has no attendance."),
        ProblemType("not_started", Kind.CONFLICT, "Attendance is taken from the start of a session on."),
        ProblemType(
            "status_change_not_allowed",
            Kind.CONFLICT,
            "Scheduled sessions are completed or cancelled; only admins put one back to scheduled.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
