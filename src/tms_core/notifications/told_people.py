"""Who was told what about a session, and whether it reached them: for its trainer and for admins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tms_core.actor import Actor
from tms_core.entity import Page, PageRequest, PersonRef, deleted_person
from tms_core.errors import NotFound
from tms_core.mail.model import Mail, OutboxReader, Reason
from tms_core.notifications.mails import merge_key
from tms_core.notifications.model import Notification, ShownChange, people_in, to_view
from tms_core.notifications.repository import NotificationReader
from tms_core.sessions.model import LEADERS
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import UserReader


class NotificationMailState(StrEnum):
    """The state of the mail in the outbox, or why there is none. ``file``: it
    was sent, but without a mail server that means written to a file; ``off``: the person does not want such mails; ``none``:
    there was no mail to send, or none can be sent to them (any more)."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    FILE = "file"
    OFF = "off"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationMail:
    """What became of the mail about a notification. ``next_at`` is when it is sent, or tried again."""

    state: NotificationMailState
    next_at: datetime | None = None
    sent_at: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNotification:
    """What somebody was told about a session: on the screen, unless they have switched that off, and by mail."""

    id: int
    person: PersonRef
    kind: str
    actor: PersonRef | None
    changes: list[ShownChange]
    created_at: datetime
    on_screen: bool
    read_at: datetime | None
    mail: NotificationMail


@query(*LEADERS)
async def list_session_notifications(
    uow: ReadUnit, actor: Actor, session_id: int, page: PageRequest, user_id: int | None = None
) -> Page[SessionNotification]:
    """What each person was last told about a session within 90 days, newest first, and whether it has reached them.

    With a `user_id`, everything that this person was told about it. Replies of trainees are left out: they are in the
    session.
    """
    view = await uow.repository(SessionReader).view(session_id)
    if view is None or view.for_reader(actor) is None:
        raise NotFound("session")
    found = await uow.repository(NotificationReader).about_session(session_id, page, user_id)
    named = {person_id for each in found.items for person_id in (each.user_id, *people_in(each))}
    people = await uow.repository(UserReader).people(named) if named else {}
    mails = await _mails(uow, found.items)
    items = [_shown(each, people, mails[each.id]) for each in found.items]
    return Page(items=items, total=found.total, next=found.next)


def _shown(
    told: Notification, people: Mapping[int, PersonRef], mail: NotificationMail
) -> SessionNotification:
    view = to_view(told, people)
    return SessionNotification(
        id=view.id,
        person=people.get(told.user_id) or deleted_person(told.user_id),
        kind=view.kind,
        actor=view.actor,
        changes=view.changes,
        created_at=view.created_at,
        on_screen=told.on_screen,
        read_at=view.read_at,
        mail=mail,
    )


async def _mails(uow: ReadUnit, told: Sequence[Notification]) -> dict[int, NotificationMail]:
    """What became of the mail about each notification, by the ids of these."""
    outbox = uow.repository(OutboxReader)
    wanted = [merge_key(each) for each in told if each.by_mail]
    stored = await outbox.by_merge_keys(wanted) if wanted else {}
    without = {each.user_id for each in told if each.by_mail and merge_key(each) not in stored}
    refused = await outbox.refused(without) if without else {}
    found = {each.id: _mail(each, stored.get(merge_key(each)), each.user_id in refused) for each in told}
    if uow.services.mail.server is None:
        found = {id_: _as_file(mail) for id_, mail in found.items()}
    return found


def _as_file(mail: NotificationMail) -> NotificationMail:
    """Nobody shall believe that somebody has got a mail that is a file."""
    is_sent = mail.state is NotificationMailState.SENT
    return replace(mail, state=NotificationMailState.FILE) if is_sent else mail


def _mail(told: Notification, mail: Mail | None, is_refused: bool) -> NotificationMail:
    if not told.by_mail:
        return NotificationMail(state=NotificationMailState.OFF)
    if mail is None:
        reason = Reason.ADDRESS_REFUSED if is_refused else None
        return NotificationMail(state=NotificationMailState.NONE, reason=reason)
    return NotificationMail(
        state=NotificationMailState(mail.state),
        next_at=mail.next_at,
        sent_at=mail.sent_at,
        reason=mail.reason,
    )
