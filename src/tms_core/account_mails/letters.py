"""The mails about accounts."""

import secrets
from datetime import timedelta

from tms_core.account_mails.model import (
    INVITATION_LIFETIME,
    RESET_LIFETIME,
    SET_PASSWORD_PAGE,
    TOKEN_BYTES,
    AccountLink,
    LinkRepository,
    Purpose,
)
from tms_core.account_mails.words import said_to
from tms_core.application.letters import Button, Fact, Letter, MailKind, Section
from tms_core.auth.sign_ins import SignInReader
from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE
from tms_core.entity import PageRequest
from tms_core.mail.model import Mail, Reader
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users.model import UserReader
from tms_core.users.passwords import CredentialsReader

SECURITY = "You get this because it concerns the security of your account."


async def has_been_active_since(uow: ReadUnit, mail_or_link: Mail | AccountLink) -> bool:
    """Whether somebody has signed in, or got another password, since a mail was queued or a link made: they no longer need
    it. True as well for those who have no password any more. What lies in the future was before a clock was set back."""
    since, until = mail_or_link.created_at, uow.now + MAX_CLOCK_DIFFERENCE
    account = await uow.repository(CredentialsReader).find_account(mail_or_link.user_id)
    if account is None or (account[1].set_at is not None and since < account[1].set_at <= until):
        return True
    latest = await uow.repository(SignInReader).page(mail_or_link.user_id, PageRequest(count=False))
    return any(since < sign_in.created_at <= until for sign_in in latest.items)


async def new_token(
    uow: UnitOfWork, user_id: int, purpose: Purpose, lifetime: timedelta, address: str
) -> str:
    """The token of a new link to an address, which is nowhere but in the mail."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = AccountLink(
        user_id=user_id,
        purpose=purpose,
        token_hash=uow.services.link_hash(token),
        created_at=uow.now,
        expires_at=uow.now + lifetime,
        address=address,
    )
    await uow.repository(LinkRepository).save(link)
    return token


async def _write_reset(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    if await has_been_active_since(uow, mail):
        return None
    say = said_to(reader)
    token = await new_token(uow, reader.user.id, Purpose.RESET, RESET_LIFETIME, reader.address)
    subject = say("A new password for your account")
    paragraphs = (
        say("Hello {name},", name=reader.user.first_name),
        say("Somebody asked for a new password for your account {username}.", username=reader.user.username),
        say("The link works once, for 30 minutes."),
        say("If it was not you, ignore this mail: your password stays as it is."),
    )
    button = Button(label=say("Choose a password"), path=f"{SET_PASSWORD_PAGE}#{token}")
    section = Section(heading=subject, paragraphs=paragraphs, button=button)
    return Letter(subject=subject, sections=(section,), reason=say(SECURITY))


async def _write_invitation(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    if await uow.repository(CredentialsReader).find_account(reader.user.id) is not None:
        return None
    say = said_to(reader)
    token = await new_token(uow, reader.user.id, Purpose.INVITATION, INVITATION_LIFETIME, reader.address)
    name = reader.organisation.name or "Training Management System"
    subject = say("{organisation} invites you", organisation=name)
    by = mail.data.get("invited_by")
    people = await uow.repository(UserReader).people([] if by is None else [by])
    invited = [say("{actor} has invited you.", actor=people[by].name)] if by in people else []
    paragraphs = (
        say("Hello {name},", name=reader.user.first_name),
        *invited,
        say("You can sign in as {username} once you have chosen a password.", username=reader.user.username),
        say("The link works once, for 14 days."),
    )
    button = Button(label=say("Choose a password"), path=f"{SET_PASSWORD_PAGE}#{token}")
    return Letter(subject=subject, sections=(Section(heading=subject, paragraphs=paragraphs, button=button),))


async def _write_password_changed(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    say = said_to(reader)
    return notice(
        reader,
        say("Your password was changed"),
        say("The password of your account {username} was changed.", username=reader.user.username),
        say("If it was not you, ask an admin for help at once."),
    )


async def _write_password_reset(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    say = said_to(reader)
    return notice(
        reader,
        say("An admin gave your account a temporary password"),
        say("An admin gave your account a temporary password. You choose your own when you next sign in."),
    )


async def _write_guessing(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    say = said_to(reader)
    sentence = (
        "There were {count} failed attempts in a row to sign in to your account {username}. Nobody got in."
    )
    return notice(
        reader,
        say("Somebody is guessing your password"),
        say(sentence, count=str(mail.data.get("failures", "")), username=reader.user.username),
        say("If it was not you, choose a new password at once."),
    )


def notice(
    reader: Reader,
    subject: str,
    *paragraphs: str,
    facts: tuple[Fact, ...] = (),
    button: Button | None = None,
) -> Letter:
    """A letter that tells the owner of an account what happened to it."""
    say = said_to(reader)
    greeting = say("Hello {name},", name=reader.user.first_name)
    section = Section(heading=subject, paragraphs=(greeting, *paragraphs), facts=facts, button=button)
    return Letter(subject=subject, sections=(section,), reason=say(SECURITY))


PASSWORD_LINK = MailKind(name="password_link", write=_write_reset, optional=False)
INVITATION = MailKind(name="invitation", write=_write_invitation, optional=False)
PASSWORD_CHANGED_MAIL = MailKind(name="password_changed", write=_write_password_changed, optional=False)
PASSWORD_RESET_MAIL = MailKind(name="password_reset", write=_write_password_reset, optional=False)
GUESSING = MailKind(name="sign_in_warning", write=_write_guessing, optional=False)
