"""What trainers are told when a trainee cannot come, or can after all."""

from collections.abc import Iterable, Mapping
from typing import Any

from tms_core.events import LoggedEvent
from tms_core.notifications.facts import Change
from tms_core.notifications.kinds import REPLY_RECEIVED
from tms_core.notifications.repository import NotificationRepository
from tms_core.notifications.telling import About, Message, recipients_of, take_back, tell
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.events import to_view
from tms_core.sessions.records import SessionRecord
from tms_core.unit_of_work import UnitOfWork

NO_REPLY: Mapping[str, Any] = {"reply": None, "note": None}


def topics_of(trainee_id: int) -> str:
    """How the topics of all replies of one trainee begin."""
    return f"reply:{trainee_id}:"


async def tell_of_reply(uow: UnitOfWork, logged: LoggedEvent) -> None:
    """A session was changed: if its actor is a trainee who has replied, the trainer is told, unless the trainee comes as
    they would have without a reply."""
    record, before, by = logged.event.data, logged.event.before, logged.actor_id
    if not isinstance(record, SessionRecord) or before is None or "replies" not in before or by is None:
        return
    replied = next((entry for entry in record.roster if entry.trainee_id == by), None)
    if replied is None:
        return
    about = About(topic=f"{topics_of(by)}{record.id}", subject_type="session", subject_id=record.id)
    held = await uow.repository(NotificationRepository).held(about.topic, logged.at)
    trainer = held.get(record.trainer_id)
    known = {**NO_REPLY, **trainer.known} if trainer else _earlier(before["replies"], by)
    now = {"reply": replied.reply, "note": replied.reply_note}
    changes = tuple(
        Change(field=name, before=known[name], after=now[name]) for name in now if known[name] != now[name]
    )
    if not changes or Reply.NOT_COMING not in (known["reply"], now["reply"]):
        await take_back(uow, held.values())
        return
    message = Message(kind=REPLY_RECEIVED, title=record.title, changes=changes, known=known)
    people = await recipients_of(uow, [record.trainer_id])
    view = to_view(record, {})
    messages = {user_id: message for user_id, each in people.items() if view.concerns(each.user.actor)}
    await tell(uow, about, messages, by=by, at=logged.at, held=held, recipients=people)


def _earlier(replies: Any, trainee_id: int) -> dict[str, Any]:
    found: Iterable[Mapping[str, Any]] = replies
    mine = next((each for each in found if each["trainee_id"] == trainee_id), NO_REPLY)
    return {name: mine[name] for name in NO_REPLY}
