"""The mail to admins about an address that a mail server refuses."""

from tms_core.application.letters import Button, Fact, Letter, Section
from tms_core.mail.model import OutboxReader
from tms_core.notifications.mails import News
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import UserReader


async def write_address_refused(uow: UnitOfWork, news: News) -> Letter | None:
    """Somebody gets no mail until their address is corrected; None once it is."""
    say, user_id = news.say, news.notification.subject_id
    refused = (await uow.repository(OutboxReader).refused({user_id})).get(user_id)
    user = (await uow.repository(UserReader).get_many([user_id])).get(user_id)
    if refused is None or user is None or user.email != refused.address:
        return None
    subject = say("{name} gets no mail", name=user.name)
    told = say("The mail server refuses this address. Nothing more is sent there until it changes.")
    facts = (
        Fact(label=say("Address"), value=refused.address),
        Fact(label=say("Mail server"), value=refused.error),
    )
    button = Button(label=say("Open the profile"), path=f"/app/users/{user_id}")
    section = Section(heading=subject, paragraphs=(told,), facts=facts, button=button)
    return Letter(subject=subject, sections=(section,), reason=say("You get this because you are an admin."))
