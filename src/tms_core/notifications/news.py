"""The consumer: tells people what events say that concerns them."""

from typing import Any

from tms_core.actor import Role
from tms_core.application.feature import Consumer
from tms_core.assignments.model import STUDENT_ASSIGNED, STUDENT_UNASSIGNED
from tms_core.auth.known_devices import NEW_SIGN_IN, device_of
from tms_core.auth.model import PASSWORD_RESET
from tms_core.auth.sign_ins import SignInReader
from tms_core.entity import PageRequest
from tms_core.events import EventType, LoggedEvent
from tms_core.mail.events import ADDRESS_REFUSED
from tms_core.notifications.facts import Change
from tms_core.notifications.kinds import (
    ADDRESS_WAS_REFUSED,
    PASSWORD_WAS_RESET,
    SIGN_IN_WARNED,
    TRAINER_ASSIGNED,
)
from tms_core.notifications.model import PERSON
from tms_core.notifications.reply_news import tell_of_reply
from tms_core.notifications.repository import NotificationRepository
from tms_core.notifications.session_news import compare_overlooked, follow_existing, tell_of_session
from tms_core.notifications.telling import About, Message, take_back, tell
from tms_core.sessions.events import SESSION_CREATED, SESSION_DELETED, SESSION_UPDATED
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import UserFilter, UserReader
from tms_core.users.throttle import SIGN_IN_WARNING

ABOUT_SESSIONS: tuple[EventType[Any], ...] = (SESSION_CREATED, SESSION_UPDATED, SESSION_DELETED)
ABOUT_ASSIGNMENTS = (STUDENT_ASSIGNED, STUDENT_UNASSIGNED)
ABOUT_ACCOUNTS = {
    PASSWORD_RESET.name: PASSWORD_WAS_RESET,
    SIGN_IN_WARNING.name: SIGN_IN_WARNED,
    ADDRESS_REFUSED.name: ADDRESS_WAS_REFUSED,
}

MAX_ADMINS = 500


async def tell_news(uow: UnitOfWork, logged: LoggedEvent) -> None:
    """Tell people what has happened, unless they did it themselves."""
    event = logged.event
    if any(event.type == kind.name for kind in ABOUT_SESSIONS):
        await tell_of_session(uow, logged)
        await tell_of_reply(uow, logged)
    elif isinstance(event.data, dict):
        if event.type == NEW_SIGN_IN.name:
            await _tell_of_sign_in(uow, logged, event.data)
        elif event.type in ABOUT_ACCOUNTS:
            await _tell_of_account(uow, logged, event.data["user_id"])
        else:
            await _tell_of_assignment(uow, logged, event.data)


async def _tell_of_account(uow: UnitOfWork, logged: LoggedEvent, user_id: int) -> None:
    """The owner is told, and of attempts to guess their password the admins as well. Of an address that gets no mail the
    admins alone are told: they can correct it."""
    kind = ABOUT_ACCOUNTS[logged.event.type]
    concerned = [] if kind is ADDRESS_WAS_REFUSED else [user_id]
    if kind in (SIGN_IN_WARNED, ADDRESS_WAS_REFUSED):
        admins = UserFilter(roles=(Role.ADMIN,), deactivated=False)
        found = await uow.repository(UserReader).page(admins, PageRequest(limit=MAX_ADMINS))
        concerned += [each.id for each in found.items]
    thing = "address" if kind is ADDRESS_WAS_REFUSED else "account"
    about = About(topic=f"{thing}:{user_id}", subject_type=PERSON, subject_id=user_id)
    await tell(uow, about, dict.fromkeys(concerned, Message(kind=kind)), by=logged.actor_id, at=logged.at)


async def _tell_of_sign_in(uow: UnitOfWork, logged: LoggedEvent, data: dict[str, int]) -> None:
    """The owner is told what their account was signed in to from."""
    user_id, sign_in_id = data["user_id"], data["sign_in_id"]
    sign_in = await uow.repository(SignInReader).get(sign_in_id)
    if sign_in is None:
        return
    device = Change(field="device", before=None, after=device_of(sign_in.agent).key)
    about = About(topic=f"sign_in:{sign_in_id}", subject_type=PERSON, subject_id=user_id)
    message = Message(kind=SIGN_IN_WARNED, changes=(device,))
    await tell(uow, about, {user_id: message}, by=logged.actor_id, at=logged.at)


async def _tell_of_assignment(uow: UnitOfWork, logged: LoggedEvent, data: dict[str, int]) -> None:
    """Trainer and trainee are told of each other. Nothing is left of an assignment that was taken back at once."""
    pair = (data["student_id"], data["teacher_id"])
    for reader, other in (pair, pair[::-1]):
        topic = f"assignment:{pair[0]}:{pair[1]}:{reader}"
        if logged.event.type == STUDENT_UNASSIGNED.name:
            held = await uow.repository(NotificationRepository).held(topic, logged.at)
            await take_back(uow, held.values())
        else:
            about = About(topic=topic, subject_type=PERSON, subject_id=other)
            message = {reader: Message(kind=TRAINER_ASSIGNED)}
            await tell(uow, about, message, by=logged.actor_id, at=logged.at)


NEWS = Consumer(
    name="notifications",
    handle=tell_news,
    events=(
        *ABOUT_SESSIONS,
        *ABOUT_ASSIGNMENTS,
        PASSWORD_RESET,
        SIGN_IN_WARNING,
        NEW_SIGN_IN,
        ADDRESS_REFUSED,
    ),
    begin=follow_existing,
    after_gap=compare_overlooked,
)
