"""What has just happened in the demo, so that there are notifications to read, and mails in every state to look at."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tms_core.account_mails.letters import PASSWORD_CHANGED_MAIL
from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application
from tms_core.consumers.use_cases import register_consumers
from tms_core.entity import PageRequest
from tms_core.mail.model import Mail, MailState, OutboxRepository, Priority, Reason, RefusedAddress
from tms_core.organisation.model import Language
from tms_core.sessions.commands import update_session
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionChanges, SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import User, UserChanges, UserFilter
from tms_core.users.use_cases import list_users, update_user
from tms_demo.people import ADMINS, TRAINEES, TRAINERS

ALMOST = 0.75
"""How much of the time for which mails are held has passed for what happened a while ago: its mails go out in seconds."""
A_WHILE = timedelta(minutes=20)
SOON = timedelta(hours=30)
"""Sessions that begin before that stay as they are."""
PORTUGUESE = "joao.conceicao"
"""Somebody who reads mails in Portuguese."""


async def make_news(app: Application) -> None:
    """Have a few people change something that concerns others, in a demo organisation that was just filled.

    The consumers of the process that runs next tell them. Mails about what happened a while ago are sent within seconds,
    those about what has just happened a minute later. One mail waits for its next attempt, and one has failed.
    """
    await app.run(register_consumers, SYSTEM, tuple(app.store.features.consumers.values()))
    earlier = Application(
        app.store, app.services, clock=lambda: app.clock() - ALMOST * app.services.mail.hold
    )
    found = await app.read(list_users, SYSTEM, UserFilter(), PageRequest(limit=500))
    people = {user.username: user for user in found.items}
    admin, colleague = (people[sketch.username] for sketch in ADMINS[:2])
    trainer = people[TRAINERS[0].username]
    trainee = people[TRAINEES[0].username]
    lisbon = UserChanges(language=Language.PORTUGUESE, time_zone="Europe/Lisbon")
    await earlier.run(update_user, SYSTEM, people[PORTUGUESE].id, lisbon)

    async def change(at: Application, session: SessionView, changes: SessionChanges) -> None:
        await at.run(update_session, colleague.actor, session.id, changes, allow_conflicts=True)

    taken = await _coming(app, SessionFilter(trainee_id=trainee.id, ascending=True))
    moved, handed_over, cancelled, elsewhere = taken[:4]
    in_portuguese = (await _coming(app, SessionFilter(trainer_id=people[PORTUGUESE].id, ascending=True)))[0]
    refused = (await _coming(app, SessionFilter(trainer_id=trainer.id, ascending=True)))[0]
    await change(earlier, moved, {"scheduled_date": moved.scheduled_date + timedelta(hours=1)})
    await change(earlier, handed_over, {"trainer_id": admin.id})
    await change(earlier, in_portuguese, {"location": "Sala 2, 1.º andar"})
    note = NewReply(reply=Reply.NOT_COMING, note="I am at the dentist's.")
    await earlier.run(reply_to_session, _actor(people, refused.trainee_ids[0]), refused.id, note)
    broken = "The heating is out of order."
    await change(app, cancelled, {"status": SessionStatus.CANCELLED, "status_reason": broken})
    await change(app, elsewhere, {"location": "Room 4, ground floor"})
    await app.run(_add_undelivered, SYSTEM, people[TRAINEES[1].username], people[TRAINEES[2].username])


async def _coming(app: Application, wanted: SessionFilter) -> list[SessionView]:
    """The next sessions, with somebody in them."""
    found = await app.read(list_sessions, SYSTEM, wanted, PageRequest(limit=500))
    earliest = app.clock() + SOON
    return [
        session
        for session in found.items
        if session.scheduled_date > earliest
        and session.status is SessionStatus.SCHEDULED
        and session.trainee_ids
    ]


def _actor(people: Mapping[str, User], user_id: int) -> Actor:
    return next(user.actor for user in people.values() if user.id == user_id)


@command()
async def _add_undelivered(uow: UnitOfWork, actor: Actor, unknown: User, full: User) -> None:
    """A mail to an address that was refused, and one to a mailbox that was full."""
    outbox = uow.repository(OutboxRepository)
    gone = "550 5.1.1 No such user here"
    tried: dict[str, Any] = {
        "kind": PASSWORD_CHANGED_MAIL.name,
        "subject": "Your password was changed",
        "priority": Priority.ACCOUNT,
        "created_at": uow.now - A_WHILE,
        "first_tried_at": uow.now - A_WHILE,
    }
    failed = Mail(
        user_id=unknown.id,
        state=MailState.FAILED,
        attempts=1,
        next_at=None,
        error=gone,
        reason=Reason.ADDRESS_REFUSED,
        **tried,
    )
    waiting = Mail(
        user_id=full.id,
        state=MailState.QUEUED,
        attempts=3,
        next_at=uow.now + timedelta(hours=1),
        error="452 4.2.2 The mailbox is full",
        reason=Reason.MAILBOX_FULL,
        **tried,
    )
    await outbox.add_all([failed, waiting])
    refused = RefusedAddress(
        user_id=unknown.id, address=unknown.email, error=gone, refused_at=uow.now - A_WHILE
    )
    await outbox.save_refused(refused)
