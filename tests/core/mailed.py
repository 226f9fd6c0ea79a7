"""What reaches people by mail, as a process sees it that sends: on any store, when a test wants it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from tests.core.organisation import World
from tms_core.actor import SYSTEM
from tms_core.application.letters import Letter
from tms_core.consumers.model import Lease
from tms_core.mail import sending
from tms_core.mail.delivery import Delivery, Outcome, Outgoing
from tms_core.users.model import User

LEASE = Lease(holder="test", duration=timedelta(days=3650))
HOLD = timedelta(seconds=60)
SERIAL = count(1)


async def post(world: World) -> list[Outgoing]:
    """Send everything that is due; returns it in the order of sending."""
    sent: list[Outgoing] = []
    kinds = world.store.features.mail_kinds
    while True:
        taken = await world.app.run(
            sending.take_next_mail, SYSTEM, LEASE, kinds, lambda: f"<{next(SERIAL)}@example.org>", None
        )
        if taken is None:
            return sent
        if isinstance(taken, Outgoing):
            sent.append(taken)
            await world.app.run(
                sending.settle_mail, SYSTEM, taken.mail, Delivery(outcome=Outcome.SENT, reply="250 OK")
            )


async def letters(world: World, user: User) -> list[Letter]:
    """What one person is sent of what is due; the mails of the others are sent too."""
    return [each.letter for each in await post(world) if each.reader.user.id == user.id]
