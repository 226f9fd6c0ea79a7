"""Replies of trainees: whether they will come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from tms_core.actor import Actor, Role
from tms_core.errors import Conflict, Invalid, NotFound, Stale
from tms_core.sessions.enrolment import Enrolment, Reply
from tms_core.sessions.events import SessionView, to_view
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.sessions.saving import as_shown, save
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.validation import Text, validate

ReplyNote = Annotated[str, Text(0, 200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    """Whether you will come; null takes an earlier reply back. A ``note`` needs a reply."""

    reply: Reply | None
    note: ReplyNote | None = None

    def __post_init__(self) -> None:
        validate(self)
        if self.reply is None and self.note:
            raise Invalid.field("note", "needs a reply")


@command(Role.TRAINEE)
async def reply_to_session(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    new: NewReply,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Say whether you will come to a session that you take part in, before it starts. Its trainer is told if you cannot.

    You keep your place. The reply is taken back if the session moves to another time.
    """
    session = (await uow.repository(SessionRepository).lock([session_id])).get(session_id)
    if session is None or actor.id not in session.trainee_ids:
        raise NotFound("session")
    if expected_versions is not None and session.version not in expected_versions:
        [shown] = await as_shown(uow, session)
        raise Stale(to_view(shown, {}).narrowed_to(actor.user_id))
    if session.status is SessionStatus.CANCELLED:
        raise Conflict("session_cancelled", "The session does not take place.")
    if uow.now >= session.scheduled_date:
        raise Conflict("already_started", "The session has started.")
    changed = _with_reply(session, actor.user_id, new)
    view = await save(uow, actor, session, session.with_changes(uow.now, roster=changed))
    return view.narrowed_to(actor.user_id)


def without_replies(roster: Iterable[Enrolment]) -> tuple[Enrolment, ...]:
    """The roster of a session that is moved: what trainees have replied was about another time."""
    return tuple(
        replace(each, reply=None, reply_note=None) if each.reply or each.reply_note else each
        for each in roster
    )


def _with_reply(session: TrainingSession, trainee_id: int, new: NewReply) -> tuple[Enrolment, ...]:
    return tuple(
        replace(each, reply=new.reply, reply_note=new.note or None) if each.trainee_id == trainee_id else each
        for each in session.roster
    )
