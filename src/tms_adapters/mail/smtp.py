"""Delivers messages to a mail server by SMTP.

Every reply is judged by its code, since they concern different things: 4xx is for now, 5xx for good; after ``RCPT`` it is
about the address, after ``DATA`` about the message, and before that about us, whoever the mail is for.
"""

import asyncio
import re
import socket
import ssl
from contextlib import suppress
from typing import Protocol

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from tms_core.mail.delivery import Delivery, Message, Outcome
from tms_core.mail.model import Reason

TIMEOUT_SECONDS = 60.0
"""How long the server may take for each reply. RFC 5321 allows minutes; others wait meanwhile."""
TOO_LARGE = 552


class SmtpServer(Protocol):
    """A mail server, and how to talk to it."""

    @property
    def host(self) -> str:
        """Its name or address."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def username(self) -> str | None:
        """The account to sign in with; None: without."""

    @property
    def password(self) -> str | None:
        """Its password."""

    @property
    def tls(self) -> str:
        """``implicit``: from the first byte; ``starttls``, which is demanded; or ``off``."""


class SmtpTransport:
    """Implements ``Transport``. The connection stays open between messages until ``rest`` is called."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        timeout: float = TIMEOUT_SECONDS,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._tls_context = tls_context
        self._client: aiosmtplib.SMTP | None = None

    async def deliver(self, message: Message) -> Delivery:
        """See ``Transport``."""
        try:
            return await self._send(await self._connected(), message)
        except (SMTPException, OSError, TimeoutError) as error:
            await self._drop()
            return Delivery(
                outcome=Outcome.UNREACHABLE, reply=self._description(error), reason=_reason_of(error)
            )

    async def rest(self) -> None:
        """See ``Transport``."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(SMTPException, OSError, TimeoutError):
                await client.quit(timeout=5)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            timeout=self._timeout,
            tls_context=self._tls_context,
            local_hostname=socket.gethostname(),  # the library's default asks a name server, and waits for it
        )
        self._client = client
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        return client

    async def _send(self, client: aiosmtplib.SMTP, message: Message) -> Delivery:
        options: list[str] = []
        encoding = "ascii"
        if not (message.sender.isascii() and message.recipient.isascii()):
            if not client.supports_extension("smtputf8"):
                reply = "The mail server does not accept addresses with letters outside ASCII."
                return Delivery(outcome=Outcome.MAIL_REFUSED, reply=reply, reason=Reason.ADDRESS_REFUSED)
            options, encoding = ["SMTPUTF8"], "utf-8"
        if client.supports_extension("size"):
            options.append(f"size={len(message.content)}")
        try:
            await client.mail(message.sender, options=options, encoding=encoding)
            await client.rcpt(message.recipient, encoding=encoding)
            response = await client.data(message.content)
        except ValueError:  # a line break or something else that no address has
            await self._drop()
            reply = "The address cannot be sent to a mail server."
            return Delivery(outcome=Outcome.MAIL_REFUSED, reply=reply, reason=Reason.ADDRESS_REFUSED)
        except SMTPSenderRefused as error:
            return await self._refused(client, error, for_good=_about_size(error))
        except SMTPRecipientRefused as error:
            return await self._refused(client, error, for_good=_about_address(error))
        except SMTPDataError as error:
            return await self._refused(client, error, for_good=Outcome.MAIL_REFUSED)
        return Delivery(outcome=Outcome.SENT, reply=_line(response.code, response.message))

    async def _refused(
        self, client: aiosmtplib.SMTP, error: SMTPResponseException, for_good: Outcome
    ) -> Delivery:
        """What a refusal means; the connection is made ready for the next message."""
        reply = _line(error.code, error.message)
        if error.code == 421:  # the server closes the connection
            await self._drop()
            return Delivery(outcome=Outcome.UNREACHABLE, reply=reply, reason=Reason.UNREACHABLE)
        try:
            await client.rset()
        except (SMTPException, OSError, TimeoutError):
            await self._drop()
        outcome = Outcome.POSTPONED if error.code < 500 else for_good
        return Delivery(outcome=outcome, reply=reply, reason=_meaning(outcome, error))

    async def _drop(self) -> None:
        """Close the connection without another word: nobody knows what state it is in."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
            await asyncio.sleep(0)

    def _description(self, error: Exception) -> str:
        where = f"{self._server.host}:{self._server.port}"
        if isinstance(error, SMTPAuthenticationError):
            return f"{where} does not accept the user name and password: {_line(error.code, error.message)}"
        if isinstance(error, SMTPNotSupported):
            return f"{where} does not offer what is needed: {error}"
        if isinstance(error, SMTPResponseException):
            return f"{where} replied {_line(error.code, error.message)}"
        return f"{where}: {_one_line(str(error) or type(error).__name__)}"


def _about_size(error: SMTPResponseException) -> Outcome:
    """A refusal after ``MAIL`` is about us, and so about all messages, unless this one is too large."""
    return Outcome.MAIL_REFUSED if error.code == TOO_LARGE else Outcome.UNREACHABLE


def _about_address(error: SMTPResponseException) -> Outcome:
    """A refusal after ``RCPT`` is about the address, unless it says that it is one of policy (RFC 3463: x.7.x)."""
    return Outcome.MAIL_REFUSED if error.message.startswith("5.7.") else Outcome.ADDRESS_REFUSED


REASONS_BY_OUTCOME = {
    Outcome.POSTPONED: Reason.POSTPONED,
    Outcome.UNREACHABLE: Reason.SENDER_REFUSED,
    Outcome.ADDRESS_REFUSED: Reason.ADDRESS_REFUSED,
    Outcome.MAIL_REFUSED: Reason.MAIL_REFUSED,
}
ENHANCED_STATUS = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})\b")
REASONS_BY_STATUS = (
    (re.compile(r"2\.2$"), Reason.MAILBOX_FULL),
    (re.compile(r"(2\.3|3\.4)$"), Reason.TOO_LARGE),
    (re.compile(r"7\."), Reason.POLICY),
)
"""What the subject and the detail of an enhanced status code mean (RFC 3463)."""


def _meaning(outcome: Outcome, error: SMTPResponseException) -> Reason:
    """Why a server refused something after ``MAIL``, ``RCPT`` or ``DATA``, or wants it later."""
    found = ENHANCED_STATUS.match(error.message)
    if found and outcome is not Outcome.UNREACHABLE:
        for pattern, reason in REASONS_BY_STATUS:
            if pattern.match(found[1]):
                return reason
    if error.code == TOO_LARGE and outcome is Outcome.MAIL_REFUSED:
        return Reason.TOO_LARGE
    return REASONS_BY_OUTCOME[outcome]


def _reason_of(error: Exception) -> Reason:
    """Why there is no connection that mails can be sent through."""
    if isinstance(error, SMTPAuthenticationError):
        return Reason.SIGN_IN_REFUSED
    is_about_tls = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
    # The library has no class of its own for a server that does not offer STARTTLS.
    if is_about_tls or (type(error) is SMTPException and "TLS" in str(error)):
        return Reason.NO_TLS
    return Reason.UNREACHABLE


def _line(code: int, text: str) -> str:
    return _one_line(f"{code} {text}")


def _one_line(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)[:300].strip()
