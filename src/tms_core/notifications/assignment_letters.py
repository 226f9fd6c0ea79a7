"""The mail to trainers and trainees about each other."""

from tms_core.application.letters import Button, Letter, Section
from tms_core.notifications.letters import said_by
from tms_core.notifications.mails import News
from tms_core.unit_of_work import UnitOfWork


async def write_trainer_assigned(uow: UnitOfWork, news: News) -> Letter | None:
    """Trainee and trainer are told of each other."""
    say, reader_id = news.say, news.reader.user.id
    _, student_id, *_ = news.notification.topic.split(":")
    other = news.name_of(news.notification.subject_id)
    is_trainee = str(reader_id) == student_id
    if is_trainee:
        subject = say("{name} is now your trainer", name=other)
        text = said_by(
            news,
            "{actor} asked {name} to look after your training.",
            "{name} looks after your training from now on.",
            name=other,
        )
        reason = say("You get this because you have a new trainer.")
        button = None
    else:
        subject = say("{name} is now your trainee", name=other)
        text = said_by(
            news, "{actor} assigned {name} to you.", "{name} is your trainee from now on.", name=other
        )
        reason = say("You get this because you have a new trainee.")
        button = Button(label=say("Open the profile"), path=f"/app/users/{news.notification.subject_id}")
    section = Section(heading=subject, paragraphs=(text,), button=button)
    return Letter(subject=subject, sections=(section,), reason=reason)
