"""What reaches people by mail, as a process sees it that sends: on any store, when a test wants it."""

from __future__ import annotations

from datetime import timedelta

from tests.core.organisation import World
from tests.mail.steps import deliver_all
from tms_core.application.letters import Letter
from tms_core.consumers.model import Lease
from tms_core.mail.delivery import Outgoing
from tms_core.users.model import User

LEASE = Lease(holder="test", duration=timedelta(days=3650))
HOLD = timedelta(seconds=60)


async def post(world: World) -> list[Outgoing]:
    """Send everything that is due; returns it in the order of sending."""
    return await deliver_all(world.app, LEASE)


async def letters(world: World, user: User) -> list[Letter]:
    """What one person is sent of what is due; the mails of the others are sent too."""
    return [each.letter for each in await post(world) if each.reader.user.id == user.id]
