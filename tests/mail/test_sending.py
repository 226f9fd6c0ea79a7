"""Mails on their way to a real mail server, whatever it replies, and however it breaks."""

from __future__ import annotations

import asyncio
import errno
import os
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from tests.core.organisation import World
from tests.mail.news import (
    ALARM,
    MANY,
    NEWS,
    held_for,
    memory_store,
    outbox,
    queue,
    send,
    sender,
    until,
    until_states,
)
from tests.mail.smtp_server import MailServer, accept_password, certificate, listening, mail_server
from tests.patience import HANGS
from tms_adapters.mail.files import FileTransport
from tms_adapters.mail.smtp import SmtpTransport
from tms_core.actor import SYSTEM
from tms_core.mail.delivery import Delivery, Message, Outcome
from tms_core.mail.model import Reason
from tms_core.mail.sender import Pace
from tms_core.mail.views import OutboxMail
from tms_core.users.model import UserChanges
from tms_core.users.use_cases import update_user
from tms_web.settings.mail_parsers import smtp_url


@pytest.fixture
def world() -> World:
    return World(memory_store())


def a_message(recipient: str = "ines@example.org") -> Message:
    content = b"From: a@example.org\r\nSubject: x\r\n\r\n.\r\n..\r\nlast line without an end"
    return Message(sender="a@example.org", recipient=recipient, content=content)


async def sent(world: World, server: MailServer, *states: str, timeout: float = HANGS) -> list[OutboxMail]:
    """Send until the outbox is in these states."""
    async with sender(world.app, server.transport(timeout=timeout)):
        return await until_states(world.app, *states)


async def test_mails_arrive_over_one_connection_as_text_and_html(world: World) -> None:
    readers = await world.trainees(3)
    await world.app.run(queue, SYSTEM, ALARM, [each.id for each in readers], "The course moved")
    async with mail_server() as server:
        await sent(world, server, "sent", "sent", "sent")
    assert server.recipients == [each.email for each in readers]
    assert server.connections == 1
    assert len(set(server.ids)) == 3
    message = server.received[0]
    assert (message["Subject"], message["Auto-Submitted"]) == ("The course moved", "auto-generated")
    assert message["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert isinstance(body, EmailMessage)
        assert f"Hello {readers[0].name}," in body.get_content()


async def test_mails_that_can_be_switched_off_say_where(world: World) -> None:
    held_for(world, timedelta())
    await send(world, await world.trainee(), "news", NEWS)
    async with mail_server() as server:
        await sent(world, server, "sent")
    assert server.received[0]["List-Unsubscribe"] == "<https://tms.test/app/account#notifications>"


@pytest.mark.parametrize(
    ("stage", "reply", "reason", "states", "failing"),
    [
        ("RCPT", "450 4.2.1 Busy", Reason.POSTPONED, ("queued", "sent"), False),
        ("RCPT", "452 4.2.2 Full", Reason.MAILBOX_FULL, ("queued", "sent"), False),
        ("RCPT", "550 5.1.1 No such user", Reason.ADDRESS_REFUSED, ("failed", "sent"), False),
        ("RCPT", "554 5.7.1 Not from you", Reason.POLICY, ("failed", "sent"), False),
        ("DATA", "451 4.3.0 Later", Reason.POSTPONED, ("queued", "queued"), False),
        ("DATA", "554 5.6.0 Not such a mail", Reason.MAIL_REFUSED, ("failed", "failed"), False),
        ("DATA", "552 Too much", Reason.TOO_LARGE, ("failed", "failed"), False),
        ("MAIL", "451 4.3.0 Later", Reason.POSTPONED, ("queued", "queued"), False),
        ("MAIL", "550 5.7.1 Who are you", Reason.SENDER_REFUSED, ("queued", "queued"), True),
        ("MAIL", "421 4.3.2 Going down", Reason.UNREACHABLE, ("queued", "queued"), True),
    ],
)
async def test_a_refusal_is_judged_by_its_code_and_by_what_was_refused(
    world: World, stage: str, reply: str, reason: Reason, states: tuple[str, str], failing: bool
) -> None:
    first, second = await world.trainees(2)
    await world.app.run(queue, SYSTEM, ALARM, [first.id, second.id], "hello")
    async with mail_server() as server:
        where = f"RCPT {first.email}" if stage == "RCPT" else stage
        server.replies[where] = reply
        mails = await (first_failure(world, server) if failing else tried(world, server, *states))
        assert mails[0].error is not None
        assert reply in mails[0].error
        assert mails[0].reason is reason
        del server.replies[where]
        world.now += timedelta(hours=1)
        await sent(world, server, *("sent" if each == "queued" else each for each in states))


async def tried(world: World, server: MailServer, *states: str) -> list[OutboxMail]:
    """Send until each mail was tried once, and is in one of these states."""
    async with sender(world.app, server.transport()):

        async def is_so() -> bool:
            mails = await outbox(world.app)
            return tuple(mail.state for mail in mails) == states and all(mail.attempts for mail in mails)

        await until(is_so)
    return await outbox(world.app)


async def first_failure(world: World, server: MailServer) -> list[OutboxMail]:
    async with sender(world.app, server.transport()):

        async def has_failed() -> bool:
            return any(mail.error for mail in await outbox(world.app))

        await until(has_failed)
    mails = await outbox(world.app)
    assert [(mail.state, mail.attempts) for mail in mails] == [("queued", 1), ("queued", 0)]
    return mails


@pytest.mark.parametrize("how", [MailServer.HANG, MailServer.CLOSE])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_that_breaks_loses_nothing_and_repeats_under_the_same_id(
    world: World, stage: str, how: str
) -> None:
    """After the final dot nobody knows whether the mail has arrived: it had, so it arrives twice."""
    await send(world, await world.trainee(), "hello")
    async with mail_server() as server:
        server.replies[stage] = how
        async with sender(world.app, server.transport(timeout=1 if how == MailServer.HANG else HANGS)):

            async def has_failed() -> bool:
                return bool((await outbox(world.app))[0].error)

            await until(has_failed)
        server.replies.clear()
        world.now += timedelta(hours=1)
        await sent(world, server, "sent")
    assert len(server.ids) == (2 if stage == "DATA" else 1)
    assert len(set(server.ids)) == 1


async def test_a_slow_server_keeps_its_sender(world: World) -> None:
    """Others do not take over meanwhile, which would send everything twice."""
    await send(world, await world.trainee(), "hello")
    async with mail_server() as server:
        server.seconds = 2
        loop = asyncio.get_running_loop()
        began = loop.time()
        world.app.clock = lambda: world.now + timedelta(seconds=loop.time() - began)
        pace = Pace(lease=1, poll=0.02)
        async with sender(world.app, server.transport(), pace), sender(world.app, server.transport(), pace):
            await until_states(world.app, "sent")
    assert len(server.ids) == 1


async def test_stopping_waits_for_the_mail_that_is_under_way(world: World) -> None:
    await send(world, await world.trainee(), "hello")
    async with mail_server() as server:
        server.may_reply.clear()
        async with sender(world.app, server.transport()):
            await until_states(world.app, "sending")
            asyncio.get_running_loop().call_later(0.3, server.may_reply.set)
        assert [mail.state for mail in await outbox(world.app)] == ["sent"]
    assert len(server.ids) == 1


async def test_nobody_listens(world: World) -> None:
    await send(world, await world.trainee(), "hello")
    async with mail_server() as server:
        pass
    [mail] = await first_error(world, server.transport())
    assert f"127.0.0.1:{server.port}" in str(mail.error)
    assert mail.reason is Reason.UNREACHABLE
    assert mail.state == "queued"


async def first_error(world: World, transport: SmtpTransport | FileTransport) -> list[OutboxMail]:
    async with sender(world.app, transport):

        async def has_failed() -> bool:
            return bool((await outbox(world.app))[0].error)

        await until(has_failed)
    return await outbox(world.app)


async def test_a_password_is_only_sent_over_tls(tmp_path: Path) -> None:
    server_tls, client_tls = certificate(tmp_path)
    check = accept_password(b"tms", b"p@ss word")
    options = {
        "authenticator": check,
        "auth_required": True,
        "require_starttls": True,
        "tls_context": server_tls,
    }
    async with mail_server(**options) as server:
        for password, context, reason in (
            ("p%40ss%20word", client_tls, None),
            ("wrong", client_tls, Reason.SIGN_IN_REFUSED),
            ("p%40ss%20word", None, Reason.NO_TLS),  # nobody vouches for the certificate
        ):
            url = smtp_url(f"smtp://tms:{password}@127.0.0.1:{server.port}")
            transport = SmtpTransport(url, timeout=HANGS, tls_context=context)
            delivery = await transport.deliver(a_message())
            await transport.rest()
            outcome = Outcome.UNREACHABLE if reason else Outcome.SENT
            assert (delivery.outcome, delivery.reason) == (outcome, reason), delivery
            assert "p@ss" not in delivery.reply
    async with mail_server(authenticator=check, auth_require_tls=False) as server:
        url = smtp_url(f"smtp://tms:p%40ss%20word@127.0.0.1:{server.port}")
        delivery = await SmtpTransport(url, timeout=HANGS).deliver(a_message())
        assert (delivery.outcome, delivery.reason) == (Outcome.UNREACHABLE, Reason.NO_TLS)
        assert server.received == []


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    server_tls, client_tls = certificate(tmp_path)
    async with mail_server() as plain:
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(
            lambda: SMTP(plain, hostname="mail.test"), "127.0.0.1", 0, ssl=server_tls
        )
        port = listener.sockets[0].getsockname()[1]
        transport = SmtpTransport(
            smtp_url(f"smtps://127.0.0.1:{port}"), timeout=HANGS, tls_context=client_tls
        )
        assert (await transport.deliver(a_message())).outcome is Outcome.SENT
        await transport.rest()
        listener.close()


async def test_a_message_arrives_as_it_was_sent(world: World) -> None:
    async with mail_server() as server:
        transport = server.transport()
        assert await transport.deliver(a_message()) == Delivery(outcome=Outcome.SENT, reply="250 OK")
        delivery = await transport.deliver(a_message("zoë@example.org"))
        assert delivery.outcome is Outcome.SENT
        await transport.rest()
    assert server.received[0].get_payload() == ".\r\n..\r\nlast line without an end\r\n"
    assert server.recipients == ["ines@example.org", "zoë@example.org"]


async def test_an_address_outside_ascii_needs_a_server_that_knows_it() -> None:
    class Old(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport
            transport.write(b"220 old\r\n")

        def data_received(self, data: bytes) -> None:
            self.transport.write(b"250 old\r\n")

    async with listening(Old) as port:
        transport = SmtpTransport(smtp_url(f"smtp://127.0.0.1:{port}?tls=off"), timeout=HANGS)
        delivery = await transport.deliver(a_message("zoë@example.org"))
        await transport.rest()
    assert delivery.outcome is Outcome.MAIL_REFUSED
    assert "ASCII" in delivery.reply


async def test_without_a_mail_server_each_mail_is_a_private_file(world: World, tmp_path: Path) -> None:
    for text in ("first", "second"):
        await send(world, await world.trainee(), text)
    folder = tmp_path / "data" / "mail"
    async with sender(world.app, FileTransport(folder)):
        await until_states(world.app, "sent", "sent")
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert [b"Subject: first" in files[0].read_bytes(), b"Subject: second" in files[1].read_bytes()] == [
        True,
        True,
    ]


async def test_a_folder_that_cannot_be_written_is_told(world: World, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    await send(world, await world.trainee(), "first")
    [mail] = await first_error(world, FileTransport(tmp_path / "mail"))
    assert mail.error == f"{tmp_path}/mail: File exists"


async def test_a_full_disk_is_told_and_holds_no_half_written_mail(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    await send(world, await world.trainee(), "first")
    [mail] = await first_error(world, FileTransport(tmp_path / "mail"))
    assert mail.error == f"{tmp_path}/mail: No space left on device"
    assert list((tmp_path / "mail").iterdir()) == []


async def test_what_was_written_long_ago_is_written_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several mails are written at once; a slow server must not have people told what is not true any more."""
    monkeypatch.setattr("tms_core.mail.sender.FRESH_SECONDS", 0)
    readers = await world.trainees(3)
    await world.app.run(queue, SYSTEM, ALARM, [each.id for each in readers], "hello")
    async with mail_server() as server:
        server.may_reply.clear()
        async with sender(world.app, server.transport()) as running:
            running._batch_size = 3
            await until_states(world.app, "sending", "queued", "queued")
            for reader in readers:
                await world.app.run(update_user, SYSTEM, reader.id, UserChanges(first_name="Inês"))
            server.may_reply.set()
            await until_states(world.app, "sent", "sent", "sent")
    greetings = [str(each["To"].addresses[0].display_name) for each in server.received]
    assert greetings == [readers[0].name, "Inês Silva", "Inês Silva"]


async def test_a_kind_that_writes_many_mails_at_once_and_fails_is_asked_for_one_at_a_time(
    world: World,
) -> None:
    readers = await world.trainees(3)
    for reader, text in zip(readers, ("fine", "broken", "fine"), strict=True):
        await send(world, reader, text, MANY)
    async with mail_server() as server, sender(world.app, server.transport()) as running:
        running._batch_size = 3
        await until_states(world.app, "sent", "queued", "sent")
    [broken] = [mail for mail in await outbox(world.app) if mail.state == "queued"]
    assert (broken.attempts, broken.reason) == (1, "not_written")
