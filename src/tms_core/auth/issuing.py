"""Issue tokens, with the sign-ins that they are for, and notice sign-ins from where an account was not used before."""

from collections.abc import Sequence
from datetime import timedelta

from tms_core.actor import Actor, Client
from tms_core.auth.known_devices import (
    KnownDevice,
    KnownDeviceRepository,
    device_of,
    is_new,
    new_sign_in,
    wide_network_of,
)
from tms_core.auth.sign_ins import SignInReader, SignInRepository, record_of
from tms_core.entity import PageRequest
from tms_core.unit_of_work import IssuedToken, UnitOfWork

REFRESHED_AFTER = timedelta(days=1)
"""How old ``last_seen_at`` of what is known may be: not every sign-in writes it."""
MAX_CONSIDERED = 200


async def begin_sign_in(
    uow: UnitOfWork, user_id: int, generation: int, client: Client, *, is_proven: bool = False
) -> IssuedToken:
    """Issue a token for a user, and store its sign-in. If it comes from somewhere new, its owner is told, unless it
    ``is_proven`` to be them by more than the password."""
    repository = uow.repository(SignInRepository)
    is_from_elsewhere = await _remember_device(uow, user_id, client)
    tokens = uow.services.tokens
    issued = tokens.issue(user_id, generation, await repository.installation_id(), uow.now)
    sign_in_id = await repository.add(record_of(user_id, issued, client, uow.now))
    if is_from_elsewhere and not is_proven:
        uow.record(new_sign_in(user_id, sign_in_id))
    return issued


async def renew_sign_in(uow: UnitOfWork, actor: Actor, generation: int) -> IssuedToken:
    """Issue another token for the actor's sign-in, and end all their others."""
    repository = uow.repository(SignInRepository)
    user_id, tokens = actor.user_id, uow.services.tokens
    issued = tokens.issue(user_id, generation, await repository.installation_id(), uow.now)
    await repository.end(user_id, uow.now, keep=actor.sign_in_id)
    if actor.sign_in_id is None or not await repository.renew(actor.sign_in_id, issued, uow.now):
        await repository.add(record_of(user_id, issued, actor.client, uow.now))
    return issued


async def _remember_device(uow: UnitOfWork, user_id: int, client: Client) -> bool:
    """Store where somebody signs in from; returns whether that is new. Programs that embed the core may not know it."""
    if client == Client():
        return False
    devices = uow.repository(KnownDeviceRepository)
    known = await devices.latest(user_id, MAX_CONSIDERED) or await _seen_before(uow, user_id)
    device, network = device_of(client.agent), wide_network_of(client.address)
    current = KnownDevice(user_id=user_id, device=device.key, network=network, last_seen_at=uow.now)
    same = [each for each in known if (each.device, each.network) == (current.device, current.network)]
    if not same or uow.now - same[0].last_seen_at >= REFRESHED_AFTER:
        await devices.save(current)
    return is_new(device, network, known)


async def _seen_before(uow: UnitOfWork, user_id: int) -> Sequence[KnownDevice]:
    """What the sign-ins say that were stored before devices were; from then on it is stored."""
    page = PageRequest(limit=MAX_CONSIDERED, count=False)
    latest = (await uow.repository(SignInReader).page(user_id, page)).items
    found: dict[tuple[str, str], KnownDevice] = {}
    for record in latest:
        if not record.agent and not record.address:
            continue
        known = KnownDevice(
            user_id=user_id,
            device=device_of(record.agent).key,
            network=wide_network_of(record.address),
            last_seen_at=record.created_at,
        )
        found.setdefault((known.device, known.network), known)
    for known in found.values():
        await uow.repository(KnownDeviceRepository).save(known)
    return list(found.values())
