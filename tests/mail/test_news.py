"""What concerns somebody reaches them by mail: from a request over REST to a real mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from tests.consumers.waiting import QUICK as QUICK_CONSUMERS
from tests.consumers.waiting import until_registered
from tests.core.organisation import NOW, World
from tests.mail.news import HOLD, held_for, memory_store, outbox, sender, until
from tests.mail.smtp_server import MailServer, mail_server
from tests.web.conftest import SECRET, Web, some_settings
from tms_adapters.security import JwtTokens
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.runner import Consumers
from tms_core.consumers.use_cases import get_statuses
from tms_core.organisation.model import OrganisationChanges
from tms_core.organisation.use_cases import update_organisation
from tms_core.users.model import User
from tms_web.app import create_asgi_app

LISBON = ZoneInfo("Europe/Lisbon")
NASTY = "{{7*7}} <img src=x onerror=alert(1)> =?utf-8?q?Bcc=3A_x?="


class Course:
    """An organisation that works: requests, consumers, the outbox and a mail server."""

    def __init__(self, web: Web, server: MailServer) -> None:
        self.web = web
        self.world = web.world
        self.server = server

    async def begin(self) -> None:
        world = self.world
        self.admin = await world.admin(first_name="Inês", last_name="Duarte")
        self.trainer = await world.trainer(first_name="Tomasz", last_name="Nowak")
        self.trainee = await world.trainee(language="pt", time_zone="Europe/Lisbon")
        self.other = await world.trainee(first_name="Secret", last_name="Person")
        for user in (self.admin, self.trainer, self.trainee):
            await self.web.token(user)

    async def session(self, title: str = "Incêndio", **fields: object) -> str:
        """The path of a new session tomorrow at 09:00 in Lisbon, of which everybody has been told by mail."""
        start = datetime(2026, 5, 5, 9, tzinfo=LISBON).isoformat()
        wanted = {
            "title": title,
            "scheduled_date": start,
            "duration_minutes": 90,
            "trainer_id": self.trainer.id,
            "trainee_ids": [self.trainee.id, self.other.id],
            "class_link": "https://meet.example.org/a",
        }
        made = await self.web.call("POST", "/sessions/", self.admin, json=wanted | fields)
        assert made.status_code == 201, made.text
        await self.settled()
        return f"/sessions/{made.json()['id']}"

    async def change(self, path: str, by: User | None = None, **changes: object) -> None:
        changed = await self.web.call("PUT", path, by or self.admin, json=changes)
        assert changed.status_code == 200, changed.text
        await self.handled()

    async def handled(self) -> None:
        """Return once the consumers have caught up."""

        async def is_so() -> bool:
            statuses = await self.world.app.read(get_statuses, SYSTEM)
            return bool(statuses) and not any(status.behind for status in statuses)

        await until(is_so)

    async def settled(self) -> None:
        """Let the hold pass; return once everything is sent."""
        await self.handled()
        self.world.now += HOLD

        async def is_so() -> bool:
            return all(mail.state == "sent" for mail in await outbox(self.world.app))

        await until(is_so)

    def mails_to(self, user: User) -> list[EmailMessage]:
        return [
            mail
            for mail, address in zip(self.server.received, self.server.recipients, strict=True)
            if address == user.email
        ]


@pytest.fixture
async def course() -> AsyncIterator[Course]:
    async with working() as course:
        yield course


@asynccontextmanager
async def working() -> AsyncIterator[Course]:
    world = World(memory_store())
    held_for(world, HOLD)
    tokens = JwtTokens(SECRET)
    world.app = Application(world.store, replace(world.app.services, tokens=tokens), clock=lambda: world.now)
    web = Web(world, create_asgi_app(world.app, some_settings()))
    async with mail_server() as server:
        course = Course(web, server)
        await course.begin()
        await world.app.run(update_organisation, course.admin.actor, OrganisationChanges(name="Academia"))
        consumers = Consumers(world.app, pace=QUICK_CONSUMERS)
        async with consumers, sender(world.app, server.transport()):
            await until_registered(world.app, "notifications")
            yield course


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


async def test_a_cancelled_session_reaches_its_trainee_in_their_language_and_time_zone(
    course: Course,
) -> None:
    path = await course.session()
    await course.change(path, status="cancelled", status_reason="Sem aquecimento")
    await course.settled()
    first, mail = course.mails_to(course.trainee)
    assert first["Subject"] == "Nova sessão: Incêndio, terça, 5 de maio, 09:00"
    assert mail["Subject"] == "Cancelada: Incêndio, terça, 5 de maio, 09:00"
    assert text_of(mail) == (
        "Incêndio\n\n"
        "Inês Duarte cancelou esta sessão.\n\n"
        "Quando: terça-feira, 5 de maio, 09:00–10:30\n"
        "Formador: Tomasz Nowak\n"
        "Motivo: Sem aquecimento\n\n"
        f"Abrir a sessão:\nhttps://tms.test/app{path}\n\n"
        "-- \nAcademia\n"
        "Recebe esta mensagem porque participa nesta sessão. As horas indicadas são\nas do fuso horário Europe/Lisbon.\n"
        "Escolher as mensagens que recebe: https://tms.test/app/account#notifications\n"
    )
    assert mail["From"].addresses[0].display_name == "Academia"
    assert mail["To"].addresses[0].addr_spec == course.trainee.email
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("pt", "auto-generated")
    assert mail["List-Unsubscribe"] == "<https://tms.test/app/account#notifications>"
    assert mail["Message-ID"] != first["Message-ID"]
    assert mail["Date"].datetime >= NOW.replace(microsecond=0)
    [_, others] = course.mails_to(course.other)
    assert others["Subject"] == "Cancelled: Incêndio, Tue 5 May 08:00"
    assert course.mails_to(course.admin) == []
    for each in course.mails_to(course.trainee):
        assert "Secret" not in text_of(each) + text_of(each, "html") + str(each.items())


async def test_moved_and_moved_back_within_the_hold_mails_nobody(course: Course) -> None:
    path = await course.session()
    sent = len(course.server.received)
    for hour in ("12", "09"):
        await course.change(path, scheduled_date=f"2026-05-05T{hour}:00:00+01:00")
        course.world.now += HOLD / 2
    course.world.now += 5 * HOLD
    await course.settled()
    assert len(course.server.received) == sent


async def test_moved_twice_is_one_mail_with_the_difference(course: Course) -> None:
    path = await course.session()
    await course.change(path, scheduled_date="2026-05-05T12:00:00+01:00")
    course.world.now += HOLD / 2
    await course.change(path, by=course.trainer, scheduled_date="2026-05-06T15:00:00+01:00")
    await course.settled()
    mail = course.mails_to(course.trainee)[-1]
    assert len(course.mails_to(course.trainee)) == 2
    assert mail["Subject"] == "Remarcada: Incêndio, quarta, 6 de maio, 15:00"
    assert (
        "Tomasz Nowak remarcou esta sessão.\n\n"
        "Quando: quarta-feira, 6 de maio, 15:00–16:30\n"
        "  (antes: terça-feira, 5 de maio, 09:00–10:30)\n"
    ) in text_of(mail)
    assert "Participar online:\nhttps://meet.example.org/a\n" in text_of(mail)


async def test_titles_stay_text(course: Course) -> None:
    path = await course.session(NASTY)
    await course.change(path, title=f"{NASTY} 2")
    await course.settled()
    for mail, title in zip(course.mails_to(course.trainee), (NASTY, f"{NASTY} 2"), strict=True):
        assert title in str(mail["Subject"])
        assert mail["Bcc"] is None
        assert text_of(mail).startswith(title)
        assert "<img" not in text_of(mail, "html")
        assert "49" not in text_of(mail)


async def test_a_reply_reaches_the_trainer_with_its_note(course: Course) -> None:
    path = await course.session()
    reply = {"reply": "not_coming", "note": "Estou doente"}
    answered = await course.web.call("PUT", f"{path}/reply", course.trainee, json=reply)
    assert answered.status_code == 200, answered.text
    await course.settled()
    mail = course.mails_to(course.trainer)[-1]
    assert mail["Subject"] == f"{course.trainee.name} cannot come: Incêndio, Tue 5 May 08:00"
    assert "Note: Estou doente\n" in text_of(mail)


async def test_who_has_chosen_no_time_zone_is_told_which_one_is_meant(course: Course) -> None:
    path = await course.session(time_zone="Europe/Lisbon")
    await course.change(path, scheduled_date="2026-05-06T00:30:00+01:00")
    await course.settled()
    assigned, moved = course.mails_to(course.other)
    assert assigned["Subject"] == "New session: Incêndio, Tue 5 May 08:00 (UTC)"
    assert "When: Tuesday 5 May, 08:00–09:30 (UTC) · 09:00–10:30 (Europe/Lisbon)\n" in text_of(assigned)
    assert moved["Subject"] == "Moved: Incêndio, Tue 5 May 23:30 (UTC)"
    there = "Wednesday 6 May, 00:30–02:00 (Europe/Lisbon)"
    text = text_of(moved).replace("\n", " ")
    assert f"When: Tuesday 5 May, 23:30 – Wednesday 6 May, 01:00 (UTC) · {there}" in text
    chosen = course.mails_to(course.trainee)[-1]
    assert chosen["Subject"] == "Remarcada: Incêndio, quarta, 6 de maio, 00:30"
    assert "Quando: quarta-feira, 6 de maio, 00:30–02:00\n" in text_of(chosen)


async def test_a_session_that_was_cancelled_and_takes_place_after_all_is_not_told_as_a_new_one(
    course: Course,
) -> None:
    path = await course.session()
    await course.change(path, status="cancelled")
    await course.settled()
    await course.change(path, status="scheduled")
    course.world.now += HOLD / 2
    await course.change(path, location="Sala 3")
    await course.settled()
    mail = course.mails_to(course.trainee)[-1]
    assert mail["Subject"] == "Afinal realiza-se: Incêndio, terça, 5 de maio, 09:00"
    assert "reabriu esta sessão.\n" in text_of(mail)
    led = course.mails_to(course.trainer)[-1]
    assert led["Subject"] == "Takes place after all: Incêndio, Tue 5 May 08:00"
    told = await course.web.call("GET", "/notifications/", course.trainee)
    changes = told.json()[0]["changes"]
    assert {"field": "status", "before": "cancelled", "after": "scheduled"} in changes
