"""What the mails about sessions and trainers say, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.core.mailed import HOLD, post
from tests.core.notified import Course, catch_up, remind, start
from tests.core.organisation import World
from tms_core.application.letters import Letter
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.mail.dates import Calendar
from tms_core.organisation.model import Clock, Language, OrganisationChanges
from tms_core.organisation.use_cases import update_organisation
from tms_core.sessions.commands import remove_trainee
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_core.users.model import User
from tms_core.validation import zone_named

START = datetime(2026, 5, 7, 13, tzinfo=UTC)
Said = tuple[str, ...]
"""A letter: its subject, its paragraphs, what it says with what that was before, and its links."""


class Bilingual(Course):
    """Tomasz leads, Rui takes part, Inês decides, and Beatriz steps in."""

    async def begin_in(self, language: Language) -> None:
        world = self.world
        theirs = {"language": language, "time_zone": "Europe/Lisbon"}
        self.admin = await world.admin(first_name="Inês", last_name="Duarte")
        self.trainer = await world.trainer(first_name="Tomasz", last_name="Nowak", **theirs)
        self.second = await world.trainer(first_name="Beatriz", last_name="Almeida", **theirs)
        self.trainee = await world.trainee(first_name="Rui", last_name="Costa", **theirs)
        await start(world)

    async def said(self) -> dict[int, Said]:
        """What everybody is told by mail once the hold is over."""
        await catch_up(self.world)
        self.world.now += HOLD
        return {each.reader.user.id: said(each.letter) for each in await post(self.world)}

    async def to(self, user: User) -> Said:
        found = await self.said()
        return found[user.id]


def said(letter: Letter) -> Said:
    [section] = letter.sections
    facts = (
        f"{fact.label}: {fact.value}" + (f" ({fact.before})" if fact.before else "") for fact in section.facts
    )
    links = (f"[{link.label}]" for link in (section.button, section.link) if link)
    return (letter.subject, *section.paragraphs, *facts, *links)


ENGLISH = {
    "assigned": (
        "New session: Fire drill, Thu 7 May 14:00",
        "Inês Duarte added you to this session.",
        "When: Thursday 7 May, 14:00–15:00",
        "Trainer: Tomasz Nowak",
        "[Open the session]",
        "[Join online]",
    ),
    "to lead": (
        "You lead: Fire drill, Thu 7 May 14:00",
        "Inês Duarte gave you this session to lead.",
        "When: Thursday 7 May, 14:00–15:00",
        "[Open the session]",
        "[Join online]",
    ),
    "moved": (
        "Moved: Fire drill, Fri 8 May 14:00",
        "Inês Duarte moved this session.",
        "When: Friday 8 May, 14:00–15:30 (Thursday 7 May, 14:00–15:00)",
        "Trainer: Tomasz Nowak",
        "[Open the session]",
        "[Join online]",
    ),
    "new trainer": (
        "New trainer: Fire drill, Fri 8 May 14:00",
        "Inês Duarte gave this session to another trainer.",
        "When: Friday 8 May, 14:00–15:30",
        "Trainer: Beatriz Almeida (Tomasz Nowak)",
        "[Open the session]",
        "[Join online]",
    ),
    "no longer to lead": (
        "You no longer lead: Fire drill, Fri 8 May 14:00",
        "Inês Duarte gave this session to another trainer.",
        "When: Friday 8 May, 14:00–15:30",
    ),
    "several": (
        "Changed: Fire, Fri 8 May 14:00",
        "Inês Duarte changed this session.",
        "Title: Fire (Fire drill)",
        "When: Friday 8 May, 14:00–15:30",
        "Trainer: Beatriz Almeida",
        "Link: none (https://meet.example.org/a)",
        "[Open the session]",
    ),
    "cannot come": (
        "Rui Costa cannot come: Fire, Fri 8 May 14:00",
        "Rui Costa cannot come.",
        "When: Friday 8 May, 14:00–15:30",
        "Note: Ill",
        "[Open the session]",
    ),
    "can come": (
        "Rui Costa can come after all: Fire, Fri 8 May 14:00",
        "Rui Costa can come after all.",
        "When: Friday 8 May, 14:00–15:30",
        "[Open the session]",
    ),
    "a day before": (
        "Reminder: Fire, Fri 8 May 14:00",
        "This session starts tomorrow at 14:00.",
        "When: Friday 8 May, 14:00–15:30",
        "Trainer: Beatriz Almeida",
        "[Open the session]",
    ),
    "attendance": (
        "Attendance is missing: Fire, Fri 8 May 14:00",
        "This session is over, but attendance has not been recorded for everybody.",
        "When: Friday 8 May, 14:00–15:30",
        "[Record attendance]",
    ),
    "cancelled": (
        "Cancelled: Fire drill, Mon 4 January 2027 13:00",
        "Inês Duarte cancelled this session.",
        "When: Monday 4 January 2027, 13:00–14:00",
        "Trainer: Tomasz Nowak",
        "Reason: Heating",
        "[Open the session]",
    ),
    "removed": (
        "You no longer take part: Fire drill, Mon 4 January 2027 13:00",
        "Inês Duarte took you off this session.",
        "When: Monday 4 January 2027, 13:00–14:00",
        "Trainer: Tomasz Nowak",
    ),
    "trainer": (
        "Tomasz Nowak is now your trainer",
        "Inês Duarte asked Tomasz Nowak to look after your training.",
    ),
    "trainee": (
        "Rui Costa is now your trainee",
        "Inês Duarte assigned Rui Costa to you.",
        "[Open the profile]",
    ),
}
PORTUGUESE = {
    "assigned": (
        "Nova sessão: Fire drill, quinta, 7 de maio, 14:00",
        "Inês Duarte acrescentou o seu nome a esta sessão.",
        "Quando: quinta-feira, 7 de maio, 14:00–15:00",
        "Formador: Tomasz Nowak",
        "[Abrir a sessão]",
        "[Participar online]",
    ),
    "to lead": (
        "Vai orientar: Fire drill, quinta, 7 de maio, 14:00",
        "Inês Duarte atribuiu-lhe esta sessão.",
        "Quando: quinta-feira, 7 de maio, 14:00–15:00",
        "[Abrir a sessão]",
        "[Participar online]",
    ),
    "moved": (
        "Remarcada: Fire drill, sexta, 8 de maio, 14:00",
        "Inês Duarte remarcou esta sessão.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30 (quinta-feira, 7 de maio, 14:00–15:00)",
        "Formador: Tomasz Nowak",
        "[Abrir a sessão]",
        "[Participar online]",
    ),
    "new trainer": (
        "Mudança de formador: Fire drill, sexta, 8 de maio, 14:00",
        "Inês Duarte passou esta sessão para outra pessoa.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "Formador: Beatriz Almeida (Tomasz Nowak)",
        "[Abrir a sessão]",
        "[Participar online]",
    ),
    "no longer to lead": (
        "Já não orienta: Fire drill, sexta, 8 de maio, 14:00",
        "Inês Duarte passou esta sessão para outra pessoa.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
    ),
    "several": (
        "Alterada: Fire, sexta, 8 de maio, 14:00",
        "Inês Duarte alterou esta sessão.",
        "Título: Fire (Fire drill)",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "Formador: Beatriz Almeida",
        "Ligação: nenhuma (https://meet.example.org/a)",
        "[Abrir a sessão]",
    ),
    "cannot come": (
        "Rui Costa não pode comparecer: Fire, sexta, 8 de maio, 14:00",
        "Rui Costa não pode comparecer.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "Nota: Ill",
        "[Abrir a sessão]",
    ),
    "can come": (
        "Rui Costa afinal pode comparecer: Fire, sexta, 8 de maio, 14:00",
        "Rui Costa afinal pode comparecer.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "[Abrir a sessão]",
    ),
    "a day before": (
        "Lembrete: Fire, sexta, 8 de maio, 14:00",
        "Esta sessão começa amanhã às 14:00.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "Formador: Beatriz Almeida",
        "[Abrir a sessão]",
    ),
    "attendance": (
        "Faltam presenças: Fire, sexta, 8 de maio, 14:00",
        "Esta sessão já terminou, mas ainda há presenças por registar.",
        "Quando: sexta-feira, 8 de maio, 14:00–15:30",
        "[Registar presenças]",
    ),
    "cancelled": (
        "Cancelada: Fire drill, segunda, 4 de janeiro de 2027, 13:00",
        "Inês Duarte cancelou esta sessão.",
        "Quando: segunda-feira, 4 de janeiro de 2027, 13:00–14:00",
        "Formador: Tomasz Nowak",
        "Motivo: Heating",
        "[Abrir a sessão]",
    ),
    "removed": (
        "Já não participa: Fire drill, segunda, 4 de janeiro de 2027, 13:00",
        "Inês Duarte retirou o seu nome desta sessão.",
        "Quando: segunda-feira, 4 de janeiro de 2027, 13:00–14:00",
        "Formador: Tomasz Nowak",
    ),
    "trainer": (
        "Tomasz Nowak passa a acompanhar a sua formação",
        "Inês Duarte pediu a Tomasz Nowak que acompanhe a sua formação.",
    ),
    "trainee": (
        "Passa a acompanhar Rui Costa",
        "Inês Duarte pediu-lhe que acompanhe Rui Costa.",
        "[Abrir o perfil]",
    ),
}


@pytest.mark.parametrize(
    ("language", "expected"), [(Language.ENGLISH, ENGLISH), (Language.PORTUGUESE, PORTUGUESE)]
)
async def test_every_letter(world: World, language: Language, expected: dict[str, Said]) -> None:
    course = Bilingual(world)
    await course.begin_in(language)
    run, admin = world.app.run, course.admin.actor
    found: dict[str, Said] = {}
    link = "https://meet.example.org/a"
    session = await course.session(course.trainee, start=START, title="Fire drill", class_link=link)
    sent = await course.said()
    found |= {"assigned": sent[course.trainee.id], "to lead": sent[course.trainer.id]}
    await course.change(session, scheduled_date=START + timedelta(days=1), duration_minutes=90)
    found["moved"] = await course.to(course.trainee)
    await course.change(session, trainer_id=course.second.id)
    sent = await course.said()
    found |= {"new trainer": sent[course.trainee.id], "no longer to lead": sent[course.trainer.id]}
    await course.change(session, title="Fire", class_link=None)
    found["several"] = await course.to(course.trainee)
    for name, reply in (("cannot come", Reply.NOT_COMING), ("can come", Reply.COMING)):
        note = "Ill" if reply is Reply.NOT_COMING else None
        await run(reply_to_session, course.trainee.actor, session.id, NewReply(reply=reply, note=note))
        found[name] = await course.to(course.second)
    world.now = START
    await remind(world)
    found["a day before"] = await course.to(course.trainee)
    world.now = START + timedelta(days=1, hours=3)
    await remind(world)
    found["attendance"] = await course.to(course.second)
    for name in ("cancelled", "removed"):
        winter = datetime(2027, 1, 4, 13, tzinfo=UTC)
        session = await course.session(course.trainee, start=winter, title="Fire drill")
        await course.said()
        if name == "cancelled":
            await course.change(session, status=SessionStatus.CANCELLED, status_reason="Heating")
        else:
            await run(remove_trainee, admin, session.id, course.trainee.id)
        found[name] = await course.to(course.trainee)
    pair = NewAssignment(student_id=course.trainee.id, teacher_id=course.trainer.id)
    await run(assign_student, admin, pair)
    sent = await course.said()
    found |= {"trainer": sent[course.trainee.id], "trainee": sent[course.trainer.id]}
    assert found == expected


async def test_times_are_those_of_the_reader(world: World) -> None:
    """In the reader's time zone, or the organisation's, and by the organisation's clock."""
    course = Course(world)
    await course.begin()
    wanted = OrganisationChanges(
        time_zone="America/New_York", clock=Clock.TWELVE, language=Language.PORTUGUESE
    )
    await world.app.run(update_organisation, course.admin.actor, wanted)
    abroad = await world.trainee(language="en", time_zone="Asia/Kolkata")
    await course.session(abroad, course.trainee, start=datetime(2026, 5, 7, 20, 30, tzinfo=UTC), minutes=600)
    await catch_up(world)
    world.now += HOLD
    sent = {each.reader.user.id: each.letter for each in await post(world)}
    assert said(sent[abroad.id])[2] == "When: Friday 8 May, 2:00 AM–12:00 PM"
    assert (
        said(sent[course.trainee.id])[2]
        == "Quando: quinta-feira, 7 de maio, 4:30 PM – sexta-feira, 8 de maio, 2:30 AM"
    )
    assert "Asia/Kolkata" in sent[abroad.id].reason
    assert "America/New_York" in sent[course.trainee.id].reason


@pytest.mark.parametrize(
    ("hour", "clock", "portuguese"),
    [
        (9, 24, "às 09:00"),
        (1, 24, "à 01:00"),
        (13, 24, "às 13:00"),
        (13, 12, "à 1:00 PM"),
        (0, 12, "às 12:00 AM"),
    ],
)
def test_the_hour_in_a_sentence(hour: int, clock: int, portuguese: str) -> None:
    now = datetime(2026, 5, 7, hour, tzinfo=UTC)
    calendar = Calendar(language=Language.PORTUGUESE, zone=zone_named("UTC"), clock=Clock(clock), now=now)
    assert calendar.at(now) == portuguese
