"""The feature of mails: what it declares, and its part of the API documentation."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from tms_core.actor import Actor
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import PersonRef, read_all
from tms_core.errors import Kind, ProblemType
from tms_core.mail import due_mails, sending, use_cases
from tms_core.mail.events import ADDRESS_REFUSED
from tms_core.mail.model import MailState, OutboxFilter, OutboxReader, OutboxRepository, Reason
from tms_core.mail.views import AddressRefusal, MailStatus, OutboxMail, to_view
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork

AT = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)


def _documentation() -> Documentation:
    refusal = AddressRefusal(
        user=PersonRef(id=7, name="Tomás Reis"),
        address="tomas@example.org",
        error="550 5.1.1 No such user",
        refused_at=AT,
    )
    return Documentation(
        package="tms_core.mail",
        notes={
            "attempts": "How often it has been tried.",
            "error": "Why the last attempt failed: the mail server's reply, or what happened instead.",
            "kind": "What it is about.",
            "next_at": "When it is sent, or tried again; null if it was sent, or has failed.",
            "state": "`held`: waits in case something else changes; `queued`: is sent as soon as possible, or tried again at "
            "`next_at`; `failed`: is not tried again by itself.",
            "OutboxMail.reason": "What that means.",
            "AddressRefusal.error": "The mail server's reply.",
            "MailStatus.down_since": "Since when the mail server has taken no mail; null if it works, or nothing was sent yet.",
            "MailStatus.error": "Why it takes none: its reply, or what happened instead.",
            "MailStatus.failed": "How many mails have failed. As `held`, `queued` and `sending`, the states of a mail.",
            "MailStatus.public_url": "Where links in mails lead; null: mails have no links.",
            "MailStatus.reason": "What `error` means.",
            "MailStatus.refused": "The latest of the present addresses that mail servers have refused. They get no mail until "
            "they change.",
            "MailStatus.refused_count": "How many there are.",
            "MailStatus.retry_at": "Until when the mail server is left alone.",
            "MailStatus.sender": "The address that mails come from.",
            "MailStatus.server": "The host and port of the mail server; null: mails are files in the data folder.",
            "MailStatus.waiting_since": "When the mail should have been sent that has waited longest; null if none waits.",
            "OutboxMail.subject": "In the language of whom it is for.",
            "OutboxMail.to": "Whom it is for.",
        },
        examples=(
            OutboxMail(
                id=204,
                kind="test",
                to=PersonRef(id=1, name="Zoë Lindqvist"),
                subject="Mail works",
                state=MailState.QUEUED,
                attempts=1,
                next_at=AT,
                error="451 Try again later",
                reason=Reason.POSTPONED,
                created_at=AT,
                sent_at=None,
            ),
            refusal,
            MailStatus(
                server="mail.example.org:587",
                sender="training@example.org",
                public_url="https://training.example.org",
                down_since=None,
                error=None,
                reason=None,
                retry_at=None,
                waiting_since=None,
                held=3,
                queued=1,
                sending=0,
                failed=0,
                refused_count=1,
                refused=[refusal],
            ),
        ),
    )


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    outbox = uow.repository(OutboxReader)
    mails = await read_all(partial(outbox.page, OutboxFilter(user_id=person.id)))
    return {
        "mails": [to_view(mail, {person.id: person}) for mail in mails],
        "refused_address": (await outbox.refused([person.id])).get(person.id),
    }


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    await uow.repository(OutboxRepository).remove_all_of(departure.person.id)


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)


MAIL = Feature(
    name="mail",
    commands=(
        use_cases.retry_failed_mails,
        use_cases.retry_mail,
        use_cases.send_test_mail,
        due_mails.begin_sending,
        due_mails.write_due_mails,
        sending.forget_old_mails,
        sending.postpone_unwritable,
        sending.release_sender_lease,
        sending.renew_sender_lease,
        sending.settle_mail,
        sending.take_sender_lease,
    ),
    queries=(
        use_cases.get_mail_status,
        use_cases.get_outbox_mail,
        use_cases.list_outbox,
        sending.get_mail_logo,
        sending.get_outbox_status,
    ),
    upkeep=(sending.forget_old_mails,),
    mail_kinds=(use_cases.TEST,),
    events=(ADDRESS_REFUSED,),
    problems=(ProblemType("mail_sent", Kind.CONFLICT, "The mail has been sent, or is just being sent."),),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
