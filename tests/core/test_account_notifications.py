"""What owners and admins are told about accounts."""

from __future__ import annotations

from tests.contracts.test_new_sign_ins import AWAY, CHROME, FIREFOX, HOME, enter
from tests.core.notified import changes, kinds, start, told
from tests.core.organisation import World
from tms_core.actor import SYSTEM, Actor
from tms_core.events import Audience
from tms_core.mail.events import address_refused
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.throttle import SIGN_IN_WARNING


@command()
async def warn(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    """Somebody keeps guessing a password."""
    uow.record(SIGN_IN_WARNING(user_id, Audience.of(users=[user_id]), {"user_id": user_id, "failures": 100}))


@command()
async def refuse(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    """A mail server refuses an address."""
    uow.record(address_refused(user_id, "550 5.1.1 No such user"))


async def test_owner_and_admins_are_told_that_somebody_keeps_guessing_a_password(world: World) -> None:
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    await start(world)
    await world.app.run(warn, SYSTEM, trainee.id)
    for user in (admin, trainee):
        [found] = await told(world, user)
        assert (found.kind, found.subject.id, found.subject.title) == (
            "sign_in_warning",
            trainee.id,
            trainee.name,
        )
    assert await kinds(world, trainer) == []


async def test_admins_are_told_whose_address_gets_no_mail(world: World) -> None:
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    await start(world)
    await world.app.run(refuse, SYSTEM, trainee.id)
    [found] = await told(world, admin)
    assert (found.kind, found.subject.id, found.subject.title) == (
        "address_refused",
        trainee.id,
        trainee.name,
    )
    assert await kinds(world, trainer) == await kinds(world, trainee) == []


async def test_the_owner_alone_is_told_of_a_sign_in_from_somewhere_new(world: World) -> None:
    admin, trainee = await world.admin(), await world.trainee()
    await start(world)
    for address, agent in ((HOME, CHROME), (AWAY, FIREFOX)):
        await enter(world, trainee, address, agent)
    [found] = await told(world, trainee)
    assert (found.kind, found.subject.id) == ("sign_in_warning", trainee.id)
    assert changes(found) == {"device": (None, "Firefox/Linux")}
    assert await kinds(world, admin) == []
