"""A real mail server on this machine that replies as a test wants it to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.patience import HANGS
from tms_adapters.mail.smtp import SmtpTransport
from tms_web.settings.mail_parsers import smtp_url

OK = "250 OK"


class MailServer:
    """What it received, in order, and what it replies: ``replies`` by stage (``MAIL``, ``RCPT`` or ``DATA``), and after
    ``RCPT`` also by address. ``HANG``, instead of a reply, never replies; ``CLOSE`` closes the connection."""

    HANG, CLOSE = "hang", "close"

    def __init__(self) -> None:
        self.port = 0
        self.replies: dict[str, str] = {}
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.seconds = 0.0
        """How long it takes to reply to a message."""
        self.may_reply = asyncio.Event()
        """Cleared to have no message replied to until it is set again."""
        self.may_reply.set()

    @property
    def ids(self) -> list[str]:
        """The Message-ID of everything that was received."""
        return [str(message["Message-ID"]) for message in self.received]

    async def _reply(self, server: SMTP, stage: str, address: str = "") -> str:
        reply = self.replies.get(f"{stage} {address}", self.replies.get(stage, OK))
        if reply == self.HANG:
            await asyncio.Event().wait()
        if reply == self.CLOSE:
            assert server.transport is not None
            server.transport.abort()
        return reply

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._reply(server, "MAIL")
        if reply == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        reply = await self._reply(server, "RCPT", address)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        await self.may_reply.wait()
        reply = self.replies.get("DATA", OK)
        if not reply.startswith(("4", "5")):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
            self.recipients += envelope.rcpt_tos
        return await self._reply(server, "DATA")

    def transport(self, *, tls: bool = False, timeout: float = HANGS, **options: Any) -> SmtpTransport:
        """A transport to this server."""
        url = smtp_url(f"smtp://127.0.0.1:{self.port}{'' if tls else '?tls=off'}")
        return SmtpTransport(url, timeout=timeout, **options)


@asynccontextmanager
async def mail_server(**options: Any) -> AsyncIterator[MailServer]:
    """A mail server on a free port; ``options`` are those of ``aiosmtpd``."""
    answering = MailServer()

    def accepted() -> SMTP:
        answering.connections += 1
        return SMTP(answering, enable_SMTPUTF8=True, hostname="mail.test", **options)

    async with listening(accepted) as port:
        answering.port = port
        yield answering


@asynccontextmanager
async def listening(protocol: Callable[[], asyncio.BaseProtocol]) -> AsyncIterator[int]:
    """A server on a free port of this machine."""
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The TLS contexts of a server at 127.0.0.1, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(pem))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


def accept_password(username: bytes, password: bytes) -> Callable[..., AuthResult]:
    """An authenticator that accepts one account."""

    def check(_: SMTP, __: Session, ___: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (username, password), handled=False)

    return check
