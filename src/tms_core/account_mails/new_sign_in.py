"""The mail about a sign-in from where the account was not used before."""

from datetime import datetime

from tms_core.account_mails.address_letters import CHANGE_PASSWORD_PAGE
from tms_core.account_mails.letters import SECURITY
from tms_core.account_mails.words import said_to
from tms_core.application.letters import Button, Fact, Letter, MailKind, Section
from tms_core.auth.known_devices import device_of
from tms_core.auth.sign_ins import SignInReader
from tms_core.mail.dates import Calendar
from tms_core.mail.model import Mail, Reader
from tms_core.unit_of_work import UnitOfWork
from tms_core.validation import zone_named


async def _write(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    sign_in = await uow.repository(SignInReader).get(mail.data["sign_in_id"])
    if sign_in is None or sign_in.user_id != reader.user.id:
        return None
    say = said_to(reader)
    device = _device_in_words(sign_in.agent, reader) or say("an unknown device")
    facts = (
        Fact(label=say("When"), value=_moment(sign_in.created_at, reader, uow.now)),
        Fact(label=say("Device"), value=device),
        Fact(label=say("Network address"), value=sign_in.address or "–"),
    )
    what = "Your password was used to sign in to your account {username} from a new device or network."
    otherwise = "If it was not you, change your password at once. This also signs out all other devices."
    subject = say("New sign-in from {device}", device=device)
    told = Section(
        heading=subject,
        paragraphs=(
            say("Hello {name},", name=reader.user.first_name),
            say(what, username=reader.user.username),
        ),
        facts=facts,
    )
    advice = Section(
        paragraphs=(say("If it was you, there is nothing to do."), say(otherwise)),
        button=Button(label=say("Change password"), path=CHANGE_PASSWORD_PAGE),
    )
    return Letter(subject=subject, sections=(told, advice), reason=say(SECURITY))


def _device_in_words(agent: str, reader: Reader) -> str:
    device = device_of(agent)
    if device.browser and device.system:
        return said_to(reader)("{browser} on {system}", browser=device.browser, system=device.system)
    return device.browser or device.system


def _moment(instant: datetime, reader: Reader, now: datetime) -> str:
    zone, clock = zone_named(reader.time_zone), reader.organisation.clock
    calendar = Calendar(language=reader.language, zone=zone, clock=clock, now=now)
    return f"{calendar.day(instant)}, {calendar.time(instant)} ({reader.time_zone})"


NEW_SIGN_IN_MAIL = MailKind(name="new_sign_in", write=_write, optional=False)
