"""Sign-ins: listed, ended, bound to the data they were issued for, and ended by themselves when nobody uses them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import PASSWORD, World, as_actor
from tms_core.actor import SYSTEM, Actor, Client
from tms_core.auth.model import Caller, PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import authenticate, note_request, sign_in, verify_token
from tms_core.auth.sign_ins import (
    STORE_INTERVAL,
    OpenSignIn,
    SignInReader,
    SignInRecord,
    SignInRepository,
    end_other_sign_ins,
    end_sign_in,
    list_sign_ins,
    sign_out_everybody,
    store_at_exit,
    store_last_seen,
)
from tms_core.auth.use_cases import change_password, reset_password, sign_out
from tms_core.entity import PageRequest
from tms_core.errors import NotAuthenticated, NotFound
from tms_core.unit_of_work import Claims, IssuedToken
from tms_core.users.model import UserChanges, UserStatus
from tms_core.users.use_cases import delete_user, export_person, update_user

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
PHONE = Client(address="192.0.2.7", agent="A phone")
LAPTOP = Client(address="2001:db8::9", agent="A laptop")


async def token_of(world: World, name: str = "ana", client: Client = LAPTOP, password: str = PASSWORD) -> str:
    attempt = SignIn(username=name, password=password)
    return (await sign_in(world.app, attempt, client.address, client)).access_token


async def caller(world: World, token: str, client: Client = LAPTOP) -> Caller:
    return await authenticate(world.app, verify_token(world.app, token), client)


async def actor(world: World, token: str) -> Actor:
    return (await caller(world, token)).actor


async def request(world: World, token: str) -> Actor:
    """A request, which counts as using the sign-in."""
    found = await caller(world, token)
    note_request(world.app.services, found, world.now)
    return found.actor


async def refusal(world: World, token: str) -> str | None:
    try:
        await caller(world, token)
    except NotAuthenticated as refused:
        return refused.code
    return None


async def listed(world: World, by: Actor) -> list[OpenSignIn]:
    return (await world.app.read(list_sign_ins, by, PageRequest())).items


async def stored(world: World, user_id: int) -> list[SignInRecord]:
    async with look(world.store) as uow:
        return (await uow.repository(SignInReader).page(user_id, PageRequest())).items


async def ana(world: World) -> int:
    """A user whose password is her own."""
    user = await world.trainee(username="ana", password="a temporary one")
    change_of_mind = PasswordChange(new_password=PASSWORD)
    await world.app.run(change_password, as_actor(user), change_of_mind)
    async with change(world.store) as uow:
        await uow.repository(SignInRepository).remove_all_of(user.id)
    return user.id


async def test_everybody_lists_where_they_are_signed_in(world: World) -> None:
    await ana(world)
    await world.trainee(username="other")
    await token_of(world, "other")
    await token_of(world, client=PHONE)
    world.now += MINUTE
    laptop = await token_of(world)
    first, second = await listed(world, await actor(world, laptop))
    assert (first.address, first.agent, first.current) == ("2001:db8::9", "A laptop", True)
    assert (second.address, second.agent, second.current) == ("192.0.2.7", "A phone", False)
    assert first.created_at == first.last_seen_at == second.created_at + MINUTE


async def test_the_list_is_paged(world: World) -> None:
    await ana(world)
    tokens = [await token_of(world) for _ in range(5)]
    by = await actor(world, tokens[0])
    page = await world.app.read(list_sign_ins, by, PageRequest(limit=2))
    assert (page.total, len(page.items)) == (5, 2)
    rest = await world.app.read(list_sign_ins, by, PageRequest(limit=9, after=page.next, count=False))
    assert (rest.total, len(rest.items), rest.next) == (None, 3, None)
    assert not {each.id for each in page.items} & {each.id for each in rest.items}


async def test_ending_a_sign_in_ends_its_token_alone(world: World) -> None:
    await ana(world)
    phone, laptop = await token_of(world, client=PHONE), await token_of(world)
    by = await actor(world, laptop)
    gone = next(each for each in await listed(world, by) if not each.current)
    await world.app.run(end_sign_in, by, gone.id)
    assert await refusal(world, phone) == "token_revoked"
    assert await refusal(world, laptop) is None
    assert [each.current for each in await listed(world, by)] == [True]
    with pytest.raises(NotFound):
        await world.app.run(end_sign_in, by, gone.id)


async def test_nobody_ends_the_sign_in_of_somebody_else(world: World) -> None:
    await ana(world)
    boss = as_actor(await world.admin())
    token = await token_of(world)
    [own] = await listed(world, await actor(world, token))
    with pytest.raises(NotFound):
        await world.app.run(end_sign_in, boss, own.id)
    assert await refusal(world, token) is None


async def test_ending_all_others_leaves_this_one(world: World) -> None:
    await ana(world)
    others, this = [await token_of(world, client=PHONE) for _ in range(3)], await token_of(world)
    await world.app.run(end_other_sign_ins, await actor(world, this))
    assert [await refusal(world, token) for token in (*others, this)] == ["token_revoked"] * 3 + [None]
    assert len(await listed(world, await actor(world, this))) == 1


async def test_a_new_password_keeps_this_sign_in_and_ends_the_others(world: World) -> None:
    user_id = await ana(world)
    others, this = [await token_of(world, client=PHONE)], await token_of(world)
    by = await actor(world, this)
    [own] = [each for each in await listed(world, by) if each.current]
    change_of_mind = PasswordChange(new_password="another", current_password=PASSWORD)
    token = (await world.app.run(change_password, by, change_of_mind)).access_token
    assert [await refusal(world, each) for each in (*others, this)] == ["token_revoked"] * 2
    [left] = await listed(world, await actor(world, token))
    assert (left.id, left.agent, left.current) == (own.id, "A laptop", True)
    await world.app.run(reset_password, SYSTEM, user_id, PasswordReset())
    assert all(each.ended_at for each in await stored(world, user_id))


async def test_signing_out_takes_the_sign_in_off_the_list(world: World) -> None:
    await ana(world)
    gone, stays = await token_of(world), await token_of(world)
    await world.app.run(sign_out, await actor(world, gone))
    assert [each.current for each in await listed(world, await actor(world, stays))] == [True]


async def test_a_deactivated_user_is_signed_out_for_good(world: World) -> None:
    user_id = await ana(world)
    token = await token_of(world)
    for status in (UserStatus.DEACTIVATED, UserStatus.ACTIVE):
        await world.app.run(update_user, SYSTEM, user_id, UserChanges(status=status))
        assert await refusal(world, token) == "token_revoked"
    assert [each.current for each in await listed(world, await actor(world, await token_of(world)))] == [True]


async def test_a_deleted_user_leaves_no_sign_in(world: World) -> None:
    user_id = await ana(world)
    await token_of(world)
    exported = await world.app.read(export_person, SYSTEM, user_id)
    assert [each.agent for each in exported["sign_ins"]] == ["A laptop"]  # type: ignore[attr-defined]
    await world.app.run(delete_user, SYSTEM, user_id)
    assert await stored(world, user_id) == []


async def test_a_password_that_changes_while_it_is_checked_issues_no_token(world: World) -> None:
    user_id = await ana(world)
    verify = world.app.services.passwords.verify

    class Slow(type(world.app.services.passwords)):  # type: ignore[misc]
        async def verify(self, password_hash: str | None, password: str) -> bool:
            fits = await verify(password_hash, password)
            world.app.services = replace(world.app.services, passwords=quick)
            await world.app.run(reset_password, SYSTEM, user_id, PasswordReset())
            return fits

    quick = world.app.services.passwords
    world.app.services = replace(world.app.services, passwords=Slow())
    with pytest.raises(NotAuthenticated, match="wrong"):
        await token_of(world)


# Tokens are bound to the data.


def claims_of(world: World, token: str, **changes: object) -> Claims:
    return replace(verify_token(world.app, token), **changes)  # type: ignore[arg-type]


async def test_tokens_of_other_data_are_refused(world: World) -> None:
    await ana(world)
    claims = claims_of(world, await token_of(world), installation_id="another")
    with pytest.raises(NotAuthenticated) as refused:
        await authenticate(world.app, claims)
    assert refused.value.code == "invalid_token"


async def test_tokens_whose_sign_in_was_lost_with_a_backup_are_refused(world: World) -> None:
    user_id = await ana(world)
    token = await token_of(world)
    async with change(world.store) as uow:
        await uow.repository(SignInRepository).remove_all_of(user_id)
    assert await refusal(world, token) == "token_revoked"


async def former(world: World, token: str, **changes: object) -> Claims:
    """The claims of a token as earlier versions issued it, a minute after the account was created: they stored no
    sign-in and named no data."""
    changes = {"issued_at": world.now + MINUTE} | changes
    claims = claims_of(world, token, installation_id=None, **changes)
    async with change(world.store) as uow:
        await uow.repository(SignInRepository).remove_all_of(claims.user_id)
    return claims


async def test_tokens_of_earlier_versions_stay_valid_for_the_same_account(world: World) -> None:
    user_id = await ana(world)
    claims = await former(world, await token_of(world))
    assert (await authenticate(world.app, claims)).actor.id == user_id
    before_the_account = replace(claims, issued_at=claims.issued_at - MINUTE - SECOND)
    with pytest.raises(NotAuthenticated, match="ended"):
        await authenticate(world.app, before_the_account)


async def test_tokens_of_earlier_versions_are_listed_once_they_are_used(world: World) -> None:
    await ana(world)
    claims = await former(world, await token_of(world))
    found = await authenticate(world.app, claims, PHONE)
    note_request(world.app.services, found, world.now)
    await store_last_seen(world.app)
    await store_last_seen(world.app)
    elsewhere = await actor(world, await token_of(world))
    own = next(each for each in await listed(world, elsewhere) if not each.current)
    assert (own.agent, own.address) == (PHONE.agent, PHONE.address)
    await world.app.run(end_sign_in, elsewhere, own.id)
    with pytest.raises(NotAuthenticated, match="ended"):
        await authenticate(world.app, claims)


async def is_refused(world: World, claims: Claims) -> bool:
    try:
        await authenticate(world.app, claims)
    except NotAuthenticated:
        return True
    return False


async def test_ending_all_others_ends_tokens_of_earlier_versions_that_were_not_used_since(
    world: World,
) -> None:
    await ana(world)
    # Issued before the upgrade, one of them used since.
    unused = await former(world, await token_of(world), issued_at=world.now)
    used = replace(unused, token_id="used")
    await authenticate(world.app, used)
    world.now += MINUTE
    this = await token_of(world)
    await world.app.run(end_other_sign_ins, await actor(world, this))
    assert [await is_refused(world, claims) for claims in (unused, used)] == [True, True]
    assert await refusal(world, this) is None
    # What processes still have to store of them does not bring them back.
    await store_last_seen(world.app, everything=True)
    assert [await is_refused(world, claims) for claims in (unused, used)] == [True, True]
    assert [each.current for each in await listed(world, await actor(world, this))] == [True]
    # A password hash that is replaced by a better one forgets nothing.
    await token_of(world)
    assert await is_refused(world, unused)


async def test_a_request_that_was_under_way_when_all_others_were_ended_brings_no_sign_in_back(
    world: World,
) -> None:
    await ana(world)
    claims = await former(world, await token_of(world), issued_at=world.now)
    note_request(world.app.services, await authenticate(world.app, claims, PHONE), world.now)
    this = await token_of(world)
    await world.app.run(end_other_sign_ins, await actor(world, this))
    world.now += MINUTE
    await store_last_seen(world.app, everything=True)
    assert await is_refused(world, claims)
    assert [each.current for each in await listed(world, await actor(world, this))] == [True]


async def test_a_token_of_earlier_versions_is_not_listed_once_it_signed_out(world: World) -> None:
    await ana(world)
    claims = await former(world, await token_of(world), issued_at=world.now)
    found = await authenticate(world.app, claims, PHONE)
    note_request(world.app.services, found, world.now)
    await world.app.run(sign_out, found.actor)
    await store_last_seen(world.app, everything=True)
    this = await token_of(world)
    assert [each.current for each in await listed(world, await actor(world, this))] == [True]


async def test_tokens_of_earlier_versions_can_end_all_others_and_themselves(world: World) -> None:
    await ana(world)
    claims = await former(world, await token_of(world))
    other = await token_of(world)
    by = (await authenticate(world.app, claims)).actor
    await world.app.run(end_other_sign_ins, by)
    assert await refusal(world, other) == "token_revoked"
    assert [each.current for each in await listed(world, by)] == [True]
    await world.app.run(sign_out, (await authenticate(world.app, claims)).actor)
    with pytest.raises(NotAuthenticated, match="ended"):
        await authenticate(world.app, claims)


async def test_signing_out_everybody_ends_every_token_of_every_version(world: World) -> None:
    await ana(world)
    await world.admin(username="root")
    tokens = [await token_of(world, "root"), await token_of(world)]
    claims = await former(world, tokens[1])
    again = await token_of(world)
    assert await world.app.run(sign_out_everybody, SYSTEM) == 2
    assert [await refusal(world, token) for token in (tokens[0], again)] == ["token_revoked"] * 2
    with pytest.raises(NotAuthenticated, match="ended"):
        await authenticate(world.app, claims)
    assert await refusal(world, await token_of(world)) is None


# When sign-ins were last used.


async def test_when_it_was_last_used_is_stored_at_most_once_a_minute(world: World) -> None:
    user_id = await ana(world)
    token = await token_of(world)
    began, written = world.now, []
    for _ in range(20):
        world.now += 10 * SECOND
        await request(world, token)
        await store_last_seen(world.app)
        [record] = await stored(world, user_id)
        written.append(record.last_seen_at)
    times = sorted({time for time in written if time is not None})
    assert times == [began, began + MINUTE, began + 2 * MINUTE, began + 3 * MINUTE]
    [own] = await listed(world, await actor(world, token))
    assert own.last_seen_at == world.now, "this process knows it exactly"


async def test_the_last_request_is_stored_within_a_minute_and_without_an_event(world: World) -> None:
    user_id = await ana(world)
    token = await token_of(world)
    head = (await world.store.log.state()).head
    world.now += 70 * SECOND
    await request(world, token)
    await store_last_seen(world.app)
    world.now += 20 * SECOND
    await request(world, token)
    last = world.now
    world.now += STORE_INTERVAL
    await store_last_seen(world.app)
    [record] = await stored(world, user_id)
    assert record.last_seen_at == last
    assert (await world.store.log.state()).head == head
    world.now += 10 * MINUTE
    await store_last_seen(world.app)
    assert world.app.services.last_seen == {}, "what is stored is forgotten"


async def test_before_the_process_ends_everything_is_stored(world: World) -> None:
    user_id = await ana(world)
    token = await token_of(world)
    world.now += SECOND
    await request(world, token)
    await store_at_exit(world.app)
    [record] = await stored(world, user_id)
    assert record.last_seen_at == world.now


async def idle_after(world: World, minutes: int) -> None:
    services = world.app.services
    organisation = replace(services.organisation, idle_timeout=timedelta(minutes=minutes))
    world.app.services = replace(services, organisation=organisation)


async def test_a_sign_in_that_is_not_used_ends_and_stays_ended(world: World) -> None:
    await ana(world)
    await idle_after(world, 1)
    token, elsewhere = await token_of(world), await token_of(world)
    for _ in range(5):
        world.now += 50 * SECOND
        await request(world, token)
        await store_last_seen(world.app)
    assert len(await listed(world, await actor(world, token))) == 1
    assert await refusal(world, elsewhere) == "token_expired"
    world.now += 59 * SECOND
    assert await refusal(world, token) is None, "a look without a request"
    world.now += SECOND
    assert await refusal(world, token) == "token_expired"
    assert await refusal(world, elsewhere) == "token_expired"


async def test_another_process_knows_when_it_was_last_used(world: World) -> None:
    await ana(world)
    await idle_after(world, 2)
    token = await token_of(world)
    for _ in range(7):
        world.now += 30 * SECOND
        await request(world, token)
        await store_last_seen(world.app)
    world.app.services = replace(world.app.services, last_seen={})
    assert await refusal(world, token) is None


async def test_sign_ins_are_forgotten_a_month_after_they_expired(world: World) -> None:
    user_id = await ana(world)
    await token_of(world)
    [record] = await stored(world, user_id)
    for forgotten, left in ((record.expires_at, 1), (record.expires_at + SECOND, 0)):
        async with change(world.store) as uow:
            await uow.repository(SignInRepository).forget(forgotten)
        assert len(await stored(world, user_id)) == left


async def test_a_token_has_one_sign_in(world: World) -> None:
    user_id = await ana(world)
    await token_of(world)
    [record] = await stored(world, user_id)
    async with change(world.store) as uow:
        repository = uow.repository(SignInRepository)
        assert await repository.add(replace(record, id=0)) == record.id
        await repository.end(user_id, world.now)
        issued = IssuedToken(text="", token_id="1.new", expires_at=record.expires_at)
        assert not await repository.renew(record.id, issued, world.now)
    assert len(await stored(world, user_id)) == 1
