"""What people have typed stays text in mails, and readers get theirs in their language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest

from tms_adapters.mail import composer
from tms_adapters.mail.composer import MailComposer
from tms_core.actor import Role
from tms_core.application.letters import Button, Fact, Letter, Section
from tms_core.mail.delivery import Message, Outgoing
from tms_core.mail.model import Mail, MailState, Priority, Reader
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import Language, Organisation
from tms_core.users.model import User

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
NASTY = [
    "{{7*7}} {% for x in y %} {# x #}",
    '<img src=x onerror=alert(1)> & "quotes" \'',
    "=?utf-8?q?Bcc=3A_evil?= =?utf-8?b?eA==?=",
    "one\r\nBcc: evil@example.org\r\n\r\nbody",
    "\u202egnihton\u202c \u200b hidden \x00\x07",
    "Ελληνικά 日本語 🙂 " * 12,
]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def composed(
    letter: Letter,
    *,
    language: Language | None = None,
    name: str = "Inês",
    email: str = "ines@example.org",
    organisation: str = "Academia",
    public_url: str | None = "https://tms.test",
    logo: Logo | None = None,
    composer: MailComposer | None = None,
) -> tuple[Message, EmailMessage]:
    """The message as it is sent, and as a mail program reads it."""
    user = User(
        id=3,
        username="ines",
        email=email,
        role=Role.TRAINEE,
        first_name=name,
        last_name="Duarte",
        language=language,
        created_at=AT,
        updated_at=AT,
    )
    mail = Mail(
        id=1,
        kind="news",
        user_id=3,
        subject="",
        state=MailState.SENDING,
        priority=Priority.NEWS,
        message_id="<one@example.org>",
        created_at=AT,
        next_at=None,
    )
    reader = Reader(user=user, address=email, organisation=Organisation(name=organisation, updated_at=AT))
    outgoing = Outgoing(mail=mail, letter=letter, reader=reader, optional=True)
    composer = composer or MailComposer("training@example.org", public_url, clock=lambda: AT)
    message = composer.compose(outgoing, logo)
    read = message_from_bytes(message.content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return message, read


def body(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content()).replace("\r\n", "\n")


def visible(text: str) -> str:
    """As it is shown: without what turns text around, and on one line."""
    return " ".join(re.sub("[\x00-\x1f\x7f\u200b\u202a-\u202e]", " ", text).split())


def a_letter(text: str, **section: Any) -> Letter:
    facts = (Fact(label=text, value=text, before=text),)
    return Letter(
        subject=text,
        reason=text,
        sections=(Section(heading=text, paragraphs=(text,), facts=facts, **section),),
    )


@pytest.mark.parametrize("text", NASTY)
def test_whatever_people_type_stays_text(text: str) -> None:
    message, read = composed(a_letter(text), name=text, organisation=text)
    assert read["Subject"] == visible(text)
    raw = message_from_bytes(message.content)  # the new parser adds blanks to names of several encoded words
    for field in ("From", "To"):
        name = str(make_header(decode_header(raw[field].rpartition("<")[0].strip().strip('"'))))
        assert visible(text) in name.replace("\\", "")
    assert [name for name in read.keys() if name.lower() in ("bcc", "cc")] == []  # noqa: SIM118
    assert read["To"].addresses[0].addr_spec == "ines@example.org"
    head = message.content.partition(b"\r\n\r\n")[0]
    assert all(len(line) < 200 for line in head.split(b"\r\n"))
    html, plain = body(read, "html"), body(read, "plain")
    assert "<img" not in html
    assert "49" not in html.partition("<body")[2].replace("490", "")
    assert visible(text) in visible(plain)


def test_an_upgrade_under_a_running_process_leaves_its_mails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    composer._template.cache_clear()
    running = MailComposer("training@example.org", "https://tms.test", clock=lambda: AT)
    monkeypatch.setattr(composer, "files", None)  # what is on disk is another version's by now
    monkeypatch.setattr(f"{__name__}.MailComposer", lambda *_, **__: running)
    assert "Hello" in body(composed(a_letter("Hello"))[1], "plain")


def test_opening_a_mail_fetches_nothing_and_its_language_is_named() -> None:
    _, read = composed(a_letter("x"), language=Language("pt"))
    html = body(read, "html")
    assert set(re.findall(r"(?:https?:)?//[\w.-]+", html)) == {"http://www.w3.org", "https://tms.test"}
    assert not re.search(r"@import|<link|url\(", html)
    assert '<html lang="pt"' in html


def test_links_are_http_or_left_out() -> None:
    for url, is_kept in (
        ("https://example.org/a?b=c&d=e", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://example.org/\r\nBcc: x", False),
        ("//example.org", False),
    ):
        _, read = composed(a_letter("x", button=Button(label="Join", url=url)))
        assert (url in body(read, "plain")) is is_kept
        assert ("Join" in body(read, "html")) is is_kept


def test_pages_are_linked_at_the_public_url_alone() -> None:
    letter = a_letter("x", button=Button(label="Open", path="/app/sessions/7"))
    _, read = composed(letter)
    assert 'href="https://tms.test/app/sessions/7"' in body(read, "html")
    assert "Open:\nhttps://tms.test/app/sessions/7\n" in body(read, "plain")
    assert read["List-Unsubscribe"] == "<https://tms.test/app/account#notifications>"
    _, without = composed(letter, public_url=None)
    assert "Open" not in body(without, "html") + body(without, "plain")
    assert without["List-Unsubscribe"] is None


def test_the_plain_text_reads_well() -> None:
    letter = Letter(
        subject="First aid was moved",
        reason="You get this because you take part.",
        sections=(
            Section(
                heading="First aid was moved",
                paragraphs=(
                    "Tomasz Nowak moved this session, which now begins one day later and in another room.",
                ),
                facts=(
                    Fact(label="When", value="Tuesday 10:00", before="Monday 10:00"),
                    Fact(label="Where", value="Room 2"),
                ),
                button=Button(label="Open the session", path="/app/sessions/7"),
            ),
            Section(heading="Python basics was cancelled"),
        ),
    )
    _, read = composed(letter, language=Language.PORTUGUESE)
    assert body(read, "plain") == (
        "First aid was moved\n\n"
        "Tomasz Nowak moved this session, which now begins one day later and in\nanother room.\n\n"
        "When: Tuesday 10:00\n  (antes: Monday 10:00)\nWhere: Room 2\n\n"
        "Open the session:\nhttps://tms.test/app/sessions/7\n\n"
        "* * *\n\n"
        "Python basics was cancelled\n\n"
        "-- \nAcademia\nYou get this because you take part.\n"
        "Escolher as mensagens que recebe: https://tms.test/app/account#notifications\n"
    )
    assert (read["Content-Language"], read["Message-ID"]) == ("pt", "<one@example.org>")
    assert read["Date"].datetime == AT


def test_whoever_is_told_the_same_gets_the_same_mail_in_their_own_name_and_language() -> None:
    composer = MailComposer("training@example.org", "https://tms.test", clock=lambda: AT)

    def read(**reader: Any) -> EmailMessage:
        return composed(a_letter("x"), composer=composer, **reader)[1]

    first, second, other = (
        read(),
        read(name="Rui", email="rui@example.org"),
        read(language=Language.PORTUGUESE),
    )
    assert [str(each["To"]) for each in (first, second)] == [
        "Inês Duarte <ines@example.org>",
        "Rui Duarte <rui@example.org>",
    ]
    for kind in ("plain", "html"):
        assert body(first, kind) == body(second, kind)
        assert body(first, kind) != body(other, kind)
    assert "Escolher as mensagens" in body(other, "plain")


def test_the_logo_is_part_of_the_mail() -> None:
    _, read = composed(a_letter("x"), logo=Logo.of(PIXEL))
    [image] = [part for part in read.walk() if part.get_content_maintype() == "image"]
    assert image.get_content() == PIXEL
    assert f'src="cid:{str(image["Content-ID"]).strip("<>")}"' in body(read, "html")
    assert "cid:" not in body(composed(a_letter("x"))[1], "html")


def test_addresses_of_any_script_stay_what_they_are() -> None:
    message, _ = composed(a_letter("x"), email="zoë@bücher.example")
    assert message.recipient == "zoë@xn--bcher-kva.example"
    assert "<zoë@xn--bcher-kva.example>".encode() in message.content
