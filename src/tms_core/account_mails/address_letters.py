"""The mails about a change of address: the link to the new one, and what the old one and the owner of a taken one are told."""

from tms_core.account_mails.letters import SECURITY, new_token, notice
from tms_core.account_mails.model import CONFIRM_EMAIL_PAGE, CONFIRMATION_LIFETIME, Purpose
from tms_core.account_mails.words import said_to
from tms_core.application.letters import Button, Fact, Letter, MailKind, Section
from tms_core.mail.model import Mail, Reader
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import UserReader

CHANGE_PASSWORD_PAGE = "/app/account/password"  # noqa: S105 - a path


async def _write_confirmation(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    """The only letter to an address that has not been confirmed: it says no more than needed about the account."""
    address = reader.user.pending_email
    if address is None or address != mail.address or await uow.repository(UserReader).has_email(address):
        return None
    say = said_to(reader)
    token = await new_token(uow, reader.user.id, Purpose.EMAIL, CONFIRMATION_LIFETIME, address)
    subject = say("Confirm your new e-mail address")
    paragraphs = (
        say("Hello {name},", name=reader.user.first_name),
        say(
            "Please confirm that {address} is the new e-mail address of your account {username}.",
            address=address,
            username=reader.user.username,
        ),
        say("The link works once, for 24 hours. Until you follow it, nothing changes."),
        say("If you did not ask for this, ignore this mail."),
    )
    button = Button(label=say("Confirm address"), path=f"{CONFIRM_EMAIL_PAGE}#{token}")
    section = Section(heading=subject, paragraphs=paragraphs, button=button)
    return Letter(subject=subject, sections=(section,), reason=say(SECURITY))


async def _write_changing(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    address = mail.data.get("new_address")
    if address != reader.user.pending_email:
        return None  # it was confirmed, which is another mail, or cancelled
    say = said_to(reader)
    return notice(
        reader,
        say("Your e-mail address is to be changed"),
        say(
            "Somebody who knows your password asked for another e-mail address for your account {username}. It changes once "
            "the link that was sent to the new address has been followed.",
            username=reader.user.username,
        ),
        say("If it was not you, change your password at once. This also stops the change of address."),
        facts=(Fact(label=say("New address"), value=str(address)),),
        button=Button(label=say("Change password"), path=CHANGE_PASSWORD_PAGE),
    )


async def _write_changed(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    say = said_to(reader)
    return notice(
        reader,
        say("Your e-mail address was changed"),
        say("The e-mail address of your account {username} was changed.", username=reader.user.username),
        say("If it was not you, ask an admin for help at once."),
        facts=(
            Fact(label=say("Old address"), value=reader.address),
            Fact(label=say("New address"), value=reader.user.email),
        ),
    )


async def _write_wanted(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    say = said_to(reader)
    return notice(
        reader,
        say("Somebody wanted to use your e-mail address"),
        say(
            "Somebody asked to use your e-mail address for another account. Nothing has changed: it stays the address of your "
            "account {username}.",
            username=reader.user.username,
        ),
        say("If it was you, ask an admin which of the two accounts you should use."),
    )


CONFIRM_ADDRESS = MailKind(name="confirm_address", write=_write_confirmation, optional=False)
ADDRESS_CHANGING = MailKind(name="address_changing", write=_write_changing, optional=False)
ADDRESS_CHANGED = MailKind(name="address_changed", write=_write_changed, optional=False)
ADDRESS_WANTED = MailKind(name="address_wanted", write=_write_wanted, optional=False)
