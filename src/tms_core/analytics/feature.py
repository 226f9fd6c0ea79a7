"""The analytics feature: what it declares, and its part of the API documentation."""

from datetime import timedelta

from tms_core.analytics import queries
from tms_core.analytics.model import (
    Attention,
    DoubleBooking,
    MarkCounts,
    SessionBrief,
    SessionCounts,
    TraineeProgress,
    UserCounts,
)
from tms_core.analytics.overview import Period, build_overview
from tms_core.analytics.repository import Absences, AttendanceBucket, Delivery, SessionBucket
from tms_core.application.feature import Documentation, Feature
from tms_core.sessions.feature import ENDS_AT_NOTE, SCHEDULED_DATE_NOTE, SESSION, START
from tms_core.users.feature import NOW, TRAINEE, TRAINER

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
    empty_sessions=0,
    first_empty_sessions=[],
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


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.analytics",
        notes={
            "Attention.clashes": "Number of double bookings: one for each person and session that conflicts with another of theirs.",
            "Attention.clashes_until": "Sessions that start later were not checked.",
            "Attention.first_clashes": "The first five, by start.",
            "Attention.first_temporary_passwords": "The first five, by id.",
            "Attention.first_unassigned_trainees": "The first five, by id.",
            "Attention.last_unclosed_sessions": "The last five, latest first.",
            "Attention.temporary_passwords": "Number of people who still have a temporary password; null for trainers.",
            "Attention.unassigned_trainees": "Number of trainees without a trainer; null for trainers.",
            "Attention.empty_sessions": "Number of sessions in the next two weeks that have no trainees.",
            "Attention.first_empty_sessions": "The first five, by start.",
            "Attention.unclosed_sessions": "Number of sessions that have ended and are still scheduled.",
            "BusiestHour.hour": "0 to 23, as clocks show it in `time_zone`.",
            "BusiestHour.sessions": "Number of sessions that start in this hour, over all weeks of the period.",
            "BusiestHour.weekday": "1 (Monday) to 7 (Sunday).",
            "DoubleBooking.other": "The session that has not ended when the other one starts.",
            "DoubleBooking.session": "The one that starts later.",
            "MarkCounts.absent": "Did not come.",
            "MarkCounts.excused": "Did not have to come; not counted in rates.",
            "MarkCounts.late": "Came late.",
            "MarkCounts.present": "Came.",
            "NoShow.absence_rate": "`absences` divided by `marked`.",
            "NoShow.absences": "How often they were marked absent.",
            "NoShow.marked": "How often they were marked present, late or absent.",
            "Overview.busiest": "The busiest hour of `week_grid`, the earliest if there are several; null if there are no sessions.",
            "Overview.ends_at": "The end of the period, exclusive.",
            "Overview.no_shows": "Trainees who were marked absent, at most 20: most absences first, then those with the fewest "
            "marks, then by id.",
            "Overview.starts_at": "The start of the period.",
            "Overview.time_zone": "The IANA time zone of weeks, weekdays and hours.",
            "Overview.totals": "The whole period.",
            "Overview.trainers": "Those with completed sessions, most hours first, then by id.",
            "Overview.week_grid": "Number of sessions that start in each hour of the week, not counting cancelled ones: 7 lists, Monday "
            "to Sunday, of 24 numbers, starting with the hour from 00:00.",
            "Overview.weeks": "Every ISO week that overlaps the period, in order, including empty ones.",
            "TraineeProgress.attended": "Sessions in which they were marked present or late.",
            "TraineeProgress.held": "Sessions that are completed or in which this trainee is marked.",
            "TraineeProgress.hours_attended": "How long they were in the sessions attended, in hours.",
            "TraineeProgress.marks": "The sessions held, by this trainee's mark.",
            "TraineeProgress.next_at": "When the next upcoming session starts; null if there is none.",
            "TraineeProgress.unmarked": "The sessions held in which this trainee is not marked.",
            "TraineeProgress.upcoming": "Scheduled sessions that start in the future.",
            "TrainerNumbers.sessions_delivered": "The completed sessions.",
            "WeekNumbers.sessions": "The sessions that start in this week, by status.",
            "WeekNumbers.starts_on": "The Monday.",
            "WeekNumbers.week": "In ISO 8601 format, such as `2026-W19`.",
            "attendance_rate": "Present and late marks, divided by present, late and absent marks: a number from 0 to 1. "
            "Excused and missing marks do not count, nor do cancelled sessions. null if there are no marks.",
            "hours_delivered": "Total length of the completed sessions, in hours.",
            "SessionBrief.ends_at": ENDS_AT_NOTE,
            "SessionBrief.scheduled_date": SCHEDULED_DATE_NOTE,
        },
        examples=(
            UserCounts(admin=2, trainer=8, trainee=120),
            SessionCounts(scheduled=41, completed=1204, cancelled=37),
            OVERVIEW,
            ATTENTION,
            PROGRESS,
        ),
    )


ANALYTICS = Feature(
    name="analytics",
    queries=(
        queries.count_users,
        queries.count_sessions,
        queries.get_overview,
        queries.get_attention,
        queries.get_progress,
    ),
    documentation=_documentation,
)
