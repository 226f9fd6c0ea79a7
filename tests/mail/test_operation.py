"""Admins and operators see what becomes of mails."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.core.organisation import World
from tests.mail.news import ALARM, memory_store, send, sender, until, until_states
from tests.mail.smtp_server import mail_server
from tests.web.conftest import SECRET, Web, some_settings
from tms_adapters.security import JwtTokens
from tms_core.application import Application
from tms_core.catalogue import FEATURES
from tms_core.mail.sender import MailSender
from tms_web.app import create_asgi_app, mail_delivery
from tms_web.observability.metrics import MailFigures
from tms_web.settings import Settings, SettingsError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def web() -> Web:
    world = World(memory_store())
    tokens = JwtTokens(SECRET)
    world.app = Application(world.store, replace(world.app.services, tokens=tokens), clock=lambda: world.now)
    return Web(world, create_asgi_app(world.app, some_settings()))


async def test_admins_follow_a_mail_and_have_it_tried_again(web: Web) -> None:
    world = web.world
    admin, reader = await world.admin(), await world.trainee()
    for user in (admin, reader):
        await web.token(user)
    async with mail_server() as server:
        server.replies["DATA"] = "554 5.6.0 Not such a mail"
        await send(world, reader, "hello")
        async with sender(world.app, server.transport()):
            await until_states(world.app, "failed")
            listed = await web.call("GET", "/outbox/?status=failed", admin)
            [mail] = listed.json()
            assert (listed.headers["x-total-count"], mail["kind"], mail["attempts"]) == ("1", "alarm", 1)
            assert mail["to"] == {"id": reader.id, "name": reader.name}
            assert mail["error"] == "554 5.6.0 Not such a mail"
            assert set(mail) == {
                "id", "kind", "to", "subject", "state", "attempts", "next_at", "error", "reason", "created_at",
                "sent_at",
            }  # fmt: skip
            assert (await web.call("GET", "/outbox/?status=sent", admin)).json() == []
            assert (await web.call("GET", "/outbox/?status=lost", admin)).status_code == 422
            server.replies.clear()
            status = (await web.call("GET", "/outbox/status", admin)).json()
            assert (status["failed"], status["down_since"], status["refused"]) == (1, None, [])
            again = await web.call("POST", f"/outbox/{mail['id']}/retry", admin)
            assert (again.status_code, again.json()["state"]) == (200, "queued")
            await until_states(world.app, "sent")
            assert (await web.call("POST", "/outbox/retry", admin)).json() == {
                "message": "0 mails are sent again."
            }
            refused = await web.call("POST", f"/outbox/{mail['id']}/retry", admin)
            assert (refused.status_code, refused.json()["code"]) == (409, "mail_sent")
            test = await web.call("POST", "/outbox/test", admin)
            assert (test.status_code, test.headers["location"]) == (201, f"/outbox/{test.json()['id']}")
            await until_states(world.app, "sent", "sent")
            shown = await web.call("GET", test.headers["location"], admin)
            assert (shown.json()["state"], shown.json()["subject"]) == ("sent", "Mail works")
    assert server.recipients == [reader.email, admin.email]
    for method, path in (
        ("GET", "/outbox/"),
        ("GET", "/outbox/1"),
        ("POST", "/outbox/1/retry"),
        ("POST", "/outbox/test"),
    ):
        assert (await web.call(method, path, reader)).status_code == 403
    assert (await web.call("GET", "/outbox/99", admin)).status_code == 404
    assert (await web.call("POST", "/outbox/99/retry", admin)).status_code == 404


async def test_health_and_metrics_show_an_outbox_that_is_stuck(web: Web) -> None:
    world = web.world
    assert (await web.call("GET", "/health")).json() == {"status": "ok"}
    await send(world, await world.trainee(), "hello", ALARM)
    async with mail_server() as server:
        pass
    composer, _ = mail_delivery(some_settings())
    async with MailSender(world.app, composer, server.transport(), MailFigures()):

        async def is_down() -> bool:
            return 'tms_mails_total{outcome="unreachable"} ' in (await web.call("GET", "/metrics")).text

        await until(is_down)
    assert (await web.call("GET", "/health")).json() == {"status": "ok"}
    world.now += timedelta(minutes=6)
    stuck = await web.call("GET", "/health")
    assert (stuck.status_code, stuck.json()) == (200, {"status": "ok", "mail": "stuck"})
    assert (await web.call("GET", "/health/ready")).json() == {"status": "ok"}


def test_admins_read_in_words_what_a_mail_is_about_and_what_works_in_the_background() -> None:
    for language in ("en", "pt"):
        words = (ROOT / f"client/src/system/strings/{language}.ts").read_text("utf-8")
        for block, names in (("kind", FEATURES.mail_kinds), ("consumer", FEATURES.consumers)):
            [said] = re.findall(rf"^  {block}: {{(.*?)}}", words, re.MULTILINE | re.DOTALL)
            assert set(names) <= set(re.findall(r"(\w+): '", said)), language


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TMS_SMTP_URL", "mail.example.org"),
        ("TMS_SMTP_URL", "smtp://"),
        ("TMS_SMTP_URL", "smtp://tms:geheim@mail.example.org:99999"),
        ("TMS_SMTP_URL", "smtp://tms:geheim@mail.example.org?tls=maybe"),
        ("TMS_SMTP_URL", "smtps://mail.example.org?tls=off"),
        ("TMS_SMTP_URL", "smtp://mail.example.org"),  # without TMS_MAIL_FROM
        ("TMS_MAIL_FROM", "nobody"),
        ("TMS_MAIL_FROM", "A <b@example.org"),
        ("TMS_PUBLIC_URL", "training.example.org"),
        ("TMS_PUBLIC_URL", "https://training.example.org/app"),
        ("TMS_MAIL_HOLD_SECONDS", "-1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({name: value})
    assert name in str(refusal.value)
    assert "geheim" not in str(refusal.value)


def test_what_the_settings_mean() -> None:
    settings = Settings.from_environment(
        {
            "TMS_SMTP_URL": "smtp://tms:p%40ss@Mail.example.org",
            "TMS_MAIL_FROM": "Training <training@example.org>",
            "TMS_PUBLIC_URL": "https://Training.example.org:443/",
        }
    )
    assert settings.smtp_url is not None
    assert (settings.smtp_url.host, settings.smtp_url.port, settings.smtp_url.tls) == (
        "mail.example.org",
        587,
        "starttls",
    )
    assert (settings.smtp_url.username, settings.smtp_url.password) == ("tms", "p@ss")
    assert settings.mail_from == ("Training", "training@example.org")
    assert settings.public_url == "https://training.example.org"
    assert "p@ss" not in repr(settings)
