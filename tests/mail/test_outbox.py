"""The outbox on every store: what is held, merged, withdrawn, sent first, refused and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.notified import catch_up, start
from tests.core.organisation import World, as_actor
from tests.mail import steps
from tests.mail.news import ALARM, HOLD, NEWS, held_for, outbox, queue, send, withdraw
from tests.mail.steps import Passed
from tms_core.actor import SYSTEM
from tms_core.consumers.model import Lease
from tms_core.entity import PageRequest
from tms_core.errors import Conflict
from tms_core.mail import sending
from tms_core.mail.delivery import Delivery, Outcome, Outgoing
from tms_core.mail.model import Mail, OutboxFilter, Reason, trouble
from tms_core.mail.use_cases import get_mail_status, list_outbox, retry_failed_mails, retry_mail
from tms_core.organisation.model import Language
from tms_core.users.model import UserChanges
from tms_core.users.use_cases import delete_user, export_person, update_user

LEASE = Lease(holder="one", duration=timedelta(seconds=4))
OTHER = Lease(holder="two", duration=timedelta(seconds=4))


async def take(
    world: World, lease: Lease = LEASE, done: tuple[Mail, Delivery] | None = None
) -> Outgoing | Passed | None:
    """Take the next mail as a process does that sends."""
    return await steps.take(world.app, lease, done)


async def taken(world: World, **options: object) -> Outgoing:
    found = await take(world, **options)  # type: ignore[arg-type]
    assert isinstance(found, Outgoing)
    return found


async def settle(world: World, outgoing: Outgoing, outcome: Outcome, reply: str = "") -> None:
    delivery = Delivery(outcome=outcome, reply=reply)
    await world.app.run(sending.settle_mail, SYSTEM, outgoing.mail, delivery)


async def test_mails_about_changes_wait_for_further_ones_and_become_one(world: World) -> None:
    held_for(world, HOLD)
    reader, other = await world.trainee(), await world.trainee()
    first = await send(world, reader, "moved to 10:00", NEWS, merge_key="session 1")
    await send(world, other, "moved to 10:00", NEWS, merge_key="session 1")
    await send(world, reader, "another one", NEWS, merge_key="session 2")
    world.now += HOLD / 2
    merged = await send(world, reader, "moved to 11:00", NEWS, merge_key="session 1")
    assert merged.id == first.id
    assert [(mail.state, mail.subject) for mail in await outbox(world.app)] == [
        ("held", "moved to 11:00"),
        ("held", "moved to 10:00"),
        ("held", "another one"),
    ]
    world.now += HOLD / 2
    assert {(await taken(world)).letter.subject, (await taken(world)).letter.subject} == {
        "moved to 10:00",
        "another one",
    }
    assert await take(world) is None
    world.now += HOLD / 2
    assert (await taken(world)).letter.subject == "moved to 11:00"


async def test_a_mail_is_held_five_times_as_long_at_most(world: World) -> None:
    held_for(world, HOLD)
    reader = await world.trainee()
    began = world.now
    for number in range(30):
        mail = await send(world, reader, f"change {number}", NEWS, merge_key="session 1")
        assert mail.next_at is not None
        assert mail.next_at <= began + 5 * HOLD
        world.now += HOLD / 6
    assert (await taken(world)).letter.subject == "change 29"


async def test_what_is_taken_back_within_the_hold_mails_nobody(world: World) -> None:
    held_for(world, HOLD)
    reader = await world.trainee()
    await send(world, reader, "moved", NEWS, merge_key="session 1")
    assert await world.app.run(withdraw, SYSTEM, NEWS, reader.id, "session 1")
    assert not await world.app.run(withdraw, SYSTEM, NEWS, reader.id, "session 1")
    world.now += HOLD
    assert await take(world) is None
    assert await outbox(world.app) == []


async def test_mails_about_the_account_are_sent_at_once_and_first(world: World) -> None:
    held_for(world, HOLD)
    reader = await world.trainee()
    await send(world, reader, "news", NEWS)
    world.now += HOLD
    for text in ("first alarm", "second alarm"):
        await send(world, reader, text, ALARM, merge_key="same")
    assert [(await taken(world)).letter.subject for _ in range(3)] == ["first alarm", "second alarm", "news"]


async def test_a_mail_that_has_nothing_left_to_say_or_nobody_to_say_it_to_is_withdrawn(world: World) -> None:
    admin, reader, former = await world.admin(), await world.trainee(), await world.trainee()
    await send(world, reader, None)
    await send(world, former, "welcome")
    await world.app.run(update_user, as_actor(admin), former.id, UserChanges(status="deactivated"))  # type: ignore[typeddict-item]
    assert isinstance(await take(world), Passed)
    assert isinstance(await take(world), Passed)
    assert await take(world) is None
    assert await outbox(world.app) == []


async def test_one_process_sends_at_a_time(world: World) -> None:
    reader = await world.trainee()
    first = await send(world, reader, "first")
    assert await world.app.run(sending.take_sender_lease, SYSTEM, LEASE)
    outgoing = await taken(world)
    await send(world, reader, "second")
    with pytest.raises(sending.LeaseLost):
        await take(world, OTHER)
    assert not await world.app.run(sending.take_sender_lease, SYSTEM, OTHER)
    world.now += LEASE.duration + timedelta(seconds=1)
    assert await world.app.run(sending.take_sender_lease, SYSTEM, OTHER)
    with pytest.raises(sending.LeaseLost):
        await take(world)
    await taken(world, lease=OTHER)
    again = await taken(world, lease=OTHER)
    assert (again.mail.id, again.mail.message_id) == (first.id, outgoing.mail.message_id)
    await world.app.run(sending.release_sender_lease, SYSTEM, "two")
    assert await world.app.run(sending.take_sender_lease, SYSTEM, LEASE)


async def test_what_arrived_stays_sent_although_another_process_had_taken_over(world: World) -> None:
    reader = await world.trainee()
    await send(world, reader, "first")
    late = await taken(world)
    world.now += LEASE.duration + timedelta(seconds=1)
    assert await world.app.run(sending.take_sender_lease, SYSTEM, OTHER)
    again = await taken(world, lease=OTHER)
    await settle(world, late, Outcome.SENT)
    await settle(world, again, Outcome.UNREACHABLE, "connection lost")
    [mail] = await outbox(world.app)
    assert (mail.state, mail.error) == ("sent", None)


async def test_a_mail_rests_longer_after_each_failure_and_has_failed_after_three_days(world: World) -> None:
    reader = await world.trainee()
    await send(world, reader, "later")
    began, pauses = world.now, []
    while True:
        await settle(world, await taken(world), Outcome.POSTPONED, "451 4.7.1 Greylisted")
        [mail] = await outbox(world.app)
        assert mail.error == "451 4.7.1 Greylisted"
        if mail.next_at is None:
            break
        pauses.append(mail.next_at - world.now)
        world.now = mail.next_at
    assert mail.state == "failed"
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert timedelta(days=2, hours=20) < world.now - began < timedelta(days=3)


async def test_a_refused_address_gets_nothing_until_it_changes(world: World) -> None:
    admin, reader = await world.admin(), await world.trainee()
    await send(world, reader, "first")
    await settle(world, await taken(world), Outcome.ADDRESS_REFUSED, "550 5.1.1 No such user")
    await send(world, reader, "second")
    assert isinstance(await take(world), Passed)
    first, second = await outbox(world.app)
    assert (first.state, first.error) == ("failed", "550 5.1.1 No such user")
    assert second.state == "failed"
    assert second.error is not None
    assert second.error.endswith("550 5.1.1 No such user")
    head = (await world.store.log.state()).head.number
    [told] = [
        each.event for each in await world.store.log.after(0, head) if each.event.type == "address_refused"
    ]
    assert (told.entity_id, told.audience.roles, told.audience.users) == (
        reader.id,
        frozenset({"admin"}),
        frozenset(),
    )

    await world.app.run(update_user, as_actor(admin), reader.id, UserChanges(email="new@example.org"))
    await send(world, reader, "third")
    assert (await taken(world)).reader.address == "new@example.org"


async def test_admins_get_a_mail_about_an_address_that_is_refused_unless_it_is_corrected(
    world: World,
) -> None:
    admin, gone, moved = await world.admin(), *await world.trainees(2)
    await world.app.run(update_user, as_actor(admin), admin.id, UserChanges(language=Language.PORTUGUESE))
    await start(world)
    for reader in (gone, moved):
        await send(world, reader, "first")
        await settle(world, await taken(world), Outcome.ADDRESS_REFUSED, "550 5.1.1 No such user")
    await catch_up(world)
    world.now += 2 * HOLD
    await world.app.run(update_user, as_actor(admin), moved.id, UserChanges(email="new@example.org"))
    letters = []
    while (found := await take(world)) is not None:
        if isinstance(found, Outgoing) and found.mail.user_id == admin.id:
            letters.append(found.letter)
    [letter] = [each for each in letters if "recebe correio" in each.subject]
    assert letter.subject == f"{gone.name} não recebe correio"
    [section] = letter.sections
    assert [fact.value for fact in section.facts] == [gone.email, "550 5.1.1 No such user"]


async def test_an_admin_has_a_failed_mail_tried_again(world: World) -> None:
    admin, reader = await world.admin(), await world.trainee()
    await send(world, reader, "first")
    await settle(world, await taken(world), Outcome.ADDRESS_REFUSED, "550 No")
    [mail] = await outbox(world.app)
    again = await world.app.run(retry_mail, as_actor(admin), mail.id)
    assert (again.state, again.next_at) == ("queued", world.now)
    await settle(world, await taken(world), Outcome.SENT)
    with pytest.raises(Conflict):
        await world.app.run(retry_mail, as_actor(admin), mail.id)
    await send(world, reader, "second")
    assert isinstance(await take(world), Outgoing)


async def test_admins_see_whether_mails_get_out_and_have_all_tried_again_that_failed(world: World) -> None:
    admin, gone, moved, fine = as_actor(await world.admin()), *await world.trainees(3)
    for reader in (gone, moved):
        await send(world, reader, "first")
        await settle(world, await taken(world), Outcome.ADDRESS_REFUSED, "550 5.1.1 No such user")
    await send(world, moved, "second")
    assert isinstance(await take(world), Passed)
    await world.app.run(update_user, admin, moved.id, UserChanges(email="new@example.org"))
    await send(world, fine, "third")
    await settle(world, await taken(world), Outcome.SENT)
    await send(world, fine, "fourth", NEWS)
    status = await world.app.read(get_mail_status, admin)
    assert (status.held, status.queued, status.sending, status.failed) == (1, 0, 0, 3)
    assert (status.server, status.sender, status.down_since) == (None, "noreply@localhost", None)
    [refused] = status.refused
    assert (refused.user, refused.address, status.refused_count) == (gone.person, gone.email, 1)
    assert refused.error == "550 5.1.1 No such user"

    done = await world.app.run(retry_failed_mails, admin)
    assert done.message == "3 mails are sent again."
    again = [mail for mail in await outbox(world.app) if mail.state == "queued"]
    assert [(mail.attempts, mail.error, mail.reason, mail.next_at) for mail in again] == [
        (0, None, None, world.now)
    ] * 3
    assert (await world.app.read(get_mail_status, admin)).refused == []
    outgoing = await taken(world)
    delivery = Delivery(outcome=Outcome.UNREACHABLE, reply="no route", reason=Reason.UNREACHABLE)
    await world.app.run(sending.settle_mail, SYSTEM, outgoing.mail, delivery)
    status = await world.app.read(get_mail_status, admin)
    assert (status.down_since, status.error, status.reason) == (world.now, "no route", "unreachable")
    assert status.retry_at is not None
    assert status.retry_at > world.now
    assert (await world.app.run(retry_failed_mails, admin)).message == "0 mails are sent again."


async def test_while_the_mail_server_is_away_nothing_is_tried_but_now_and_then(world: World) -> None:
    admin, reader = await world.admin(), await world.trainee()
    for text in ("first", "second"):
        await send(world, reader, text)
    began = world.now
    pauses = []
    for _ in range(12):
        outgoing = await taken(world)
        await settle(world, outgoing, Outcome.UNREACHABLE, "mail.test:587: connection refused")
        assert await take(world) is None
        status = await world.app.read(sending.get_outbox_status, SYSTEM)
        assert status.sender.paused_until is not None
        pauses.append(status.sender.paused_until - world.now)
        waiting = min(mail.next_at for mail in await outbox(world.app) if mail.next_at)
        world.now = max(status.sender.paused_until, waiting)
    assert pauses == sorted(pauses)
    assert max(pauses) <= timedelta(minutes=1)
    reason = trouble(status, world.now)
    assert reason is not None
    assert "connection refused" in reason
    assert status.sender.failing_since == began
    outgoing = await taken(world)
    await settle(world, outgoing, Outcome.UNREACHABLE, "still")
    [other] = [mail for mail in await outbox(world.app) if mail.id != outgoing.mail.id]
    await world.app.run(retry_mail, as_actor(admin), other.id)
    await settle(world, await taken(world), Outcome.SENT)
    status = await world.app.read(sending.get_outbox_status, SYSTEM)
    assert (status.sender.failing_since, status.sender.failures, status.sender.error) == (None, 0, None)


async def test_after_a_clock_was_set_back_the_mail_server_is_not_left_alone_for_as_long(world: World) -> None:
    reader = await world.trainee()
    right = world.now
    world.now += timedelta(days=400)
    await send(world, reader, "first")
    await settle(world, await taken(world), Outcome.UNREACHABLE, "mail.test:587: connection refused")
    world.now = right
    second = await send(world, reader, "second")
    assert (await taken(world)).mail.id == second.id


async def test_a_kind_that_cannot_write_its_mail_holds_up_no_other(world: World) -> None:
    reader = await world.trainee()
    await send(world, reader, "broken")
    for _ in range(5):
        with pytest.raises(sending.Unwritable) as failure:
            await take(world)
        [unwritable] = failure.value.mails
        await world.app.run(sending.postpone_unwritable, SYSTEM, unwritable)
        await send(world, reader, "fine")
        await settle(world, await taken(world), Outcome.SENT)
        [mail, *_] = await outbox(world.app)
        world.now = mail.next_at or world.now
    assert (mail.state, mail.attempts) == ("failed", 5)
    assert mail.error == "It could not be written. The server's log has the details."


async def test_the_outbox_is_paged_and_filtered_newest_first(world: World) -> None:
    readers = await world.trainees(2)
    for number in range(3):
        await world.app.run(queue, SYSTEM, ALARM, [each.id for each in readers], f"alarm {number}")
    await settle(world, await taken(world), Outcome.SENT)
    found, page = [], PageRequest(limit=2)
    while True:
        part = await world.app.read(list_outbox, SYSTEM, OutboxFilter(), page)
        assert part.total == (6 if page.count else None)
        found += part.items
        if part.next is None:
            break
        page = PageRequest(limit=2, count=False, after=part.next)
    assert [mail.id for mail in found] == sorted((mail.id for mail in found), reverse=True)
    assert len(found) == 6
    assert found[0].to == readers[1].person
    assert len(await outbox(world.app, state="sent")) == 1
    assert len(await outbox(world.app, state="queued", user_id=readers[1].id)) == 3


async def test_a_deleted_person_leaves_no_mail_and_an_exported_one_has_theirs(world: World) -> None:
    admin, reader, other = await world.admin(), await world.trainee(), await world.trainee()
    for each in (reader, other):
        await send(world, each, "hello", address="private@example.org")
    await settle(world, await taken(world), Outcome.SENT)
    exported = await world.app.read(export_person, as_actor(admin), reader.id)
    assert [mail.subject for mail in exported["mails"]] == ["hello"]  # type: ignore[attr-defined]
    await world.app.run(delete_user, as_actor(admin), reader.id)
    assert [mail.to for mail in await outbox(world.app)] == [other.person]


async def test_mails_are_forgotten_after_ninety_days(world: World) -> None:
    reader = await world.trainee()
    await send(world, reader, "old")
    world.now += timedelta(days=89)
    await send(world, reader, "new")
    world.now += timedelta(days=2)
    assert await world.app.run(sending.forget_old_mails, SYSTEM) == 1
    assert await world.app.run(sending.forget_old_mails, SYSTEM) == 0
    assert [mail.subject for mail in await outbox(world.app)] == ["new"]
