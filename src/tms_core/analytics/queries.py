"""Numbers for the dashboard."""

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.analytics.attention import attention_of
from tms_core.analytics.model import Attention, Overview, SessionCounts, TraineeProgress, UserCounts
from tms_core.analytics.overview import overview_of
from tms_core.analytics.periods import RequestedPeriod
from tms_core.analytics.progress import progress_of
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.model import AssignmentFilter
from tms_core.assignments.repository import AssignmentReader
from tms_core.errors import NotFound
from tms_core.pagination import PageRequest
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.repository import UserReader


@query(Role.ADMIN)
async def count_users(uow: ReadUnit, actor: Actor) -> UserCounts:
    """How many people have each role."""
    return UserCounts(**await uow.repository(AnalyticsRepository).users_by_role())


@query(Role.ADMIN)
async def count_sessions(uow: ReadUnit, actor: Actor) -> SessionCounts:
    """How many sessions are scheduled, completed and cancelled."""
    return SessionCounts(**await uow.repository(AnalyticsRepository).sessions_by_status())


@query(Role.ADMIN, Role.TRAINER)
async def get_overview(uow: ReadUnit, actor: Actor, requested: RequestedPeriod) -> Overview:
    """How training went in a period: everything for admins, the sessions they lead for trainers.

    A session counts where it begins. Without ``to`` the period ends now; without ``from`` it begins with the Monday
    that makes it twelve ISO weeks, the last of them that of ``to``. It is 5 years (1830 days) long at most.
    Weeks, weekdays and hours are those of ``time_zone``, by default the organisation's, with its summer time.

    The attendance rate is present and late, divided by present, late and absent: who is excused, or not marked, does
    not count, nor does anybody in a cancelled session. It is null where nobody is marked. Delivered is what is
    completed.
    """
    period = requested.resolve(uow.now, uow.services.organisation.time_zone)
    return await overview_of(uow, period, trainer_id=None if actor.is_admin else actor.user_id)


@query(Role.ADMIN, Role.TRAINER)
async def get_attention(uow: ReadUnit, actor: Actor) -> Attention:
    """What needs attention: how much of it, and a few of each kind by name.

    Clashes are looked for in the scheduled sessions of the next eight weeks: one for every person who is to be in a
    session while another of theirs runs. Unclosed are sessions that have ended and are neither completed nor
    cancelled. Trainers get these two, of the sessions they lead.
    """
    return await attention_of(uow, led_by=None if actor.is_admin else actor.user_id)


@query(*ALL_ROLES)
async def get_progress(uow: ReadUnit, actor: Actor, trainee_id: int) -> TraineeProgress:
    """How far a trainee has come: for admins, the trainers to whom the trainee is assigned, and the trainee.

    Held are sessions that are completed, and those in which this trainee is marked; attended are those marked present
    or late. The attendance rate is that of the overview. Cancelled sessions do not count.
    """
    trainee = await uow.repository(UserReader).get(trainee_id)
    if trainee is None or trainee.role is not Role.TRAINEE or not await _follows(uow, actor, trainee_id):
        raise NotFound("trainee")
    return progress_of(
        trainee.person, await uow.repository(AnalyticsRepository).enrolments_of(trainee_id, uow.now)
    )


async def _follows(uow: ReadUnit, actor: Actor, trainee_id: int) -> bool:
    """Whether the actor may see how a trainee is doing."""
    if actor.is_admin or actor.id == trainee_id:
        return True
    if actor.role is not Role.TRAINER:
        return False
    pair = AssignmentFilter(student_id=trainee_id, teacher_id=actor.user_id)
    return bool((await uow.repository(AssignmentReader).page(pair, PageRequest(limit=1, count=False))).items)
