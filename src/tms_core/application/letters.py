"""What a mail says, without how it looks: a letter of sections, which an adapter lays out as HTML and as plain text.

Every text is plain: whatever people have typed may be in it, and is shown as it is. Features declare the kinds of mail
that they send (``Feature.mail_kinds``), and write the letters themselves, in the reader's language.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

MAX_KIND_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the reader needs to know, such as where it is, and what that was ``before`` it changed."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A link that stands out. ``path`` is a page of this installation, such as ``/app/sessions/7``; ``url`` is anything
    else, and is left out unless it is http or https. Without a public URL there are no links to pages."""

    label: str
    path: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a letter about one thing. ``link`` is a second link, which stands out less than the ``button``."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    button: Button | None = None
    link: Button | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail. ``reason`` is the small print: why the reader gets it."""

    subject: str
    sections: tuple[Section, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKind:
    """A kind of mail.

    ``write(uow, mail, reader)`` returns the letter, or None if there is nothing left to say: the mail is then withdrawn. It
    gets a ``Mail`` and a ``Reader`` of ``tms_core.mail.model``, runs in the transaction in which the mail is taken from the
    outbox, just before it is sent, and reads there what the letter says. It runs again each time the mail is tried again.
    ``write_many(uow, pairs)`` does so for several mails at once, which are pairs of ``Mail`` and ``Reader``.

    Kinds that are ``optional`` are held for a while, so that several changes become one mail, and name the page where the
    reader can switch them off. The others are about the account: they are sent at once, whatever people prefer.

    ``name`` identifies it in the store, so it must not change.
    """

    name: str
    write: Callable[..., Awaitable[Letter | None]]
    write_many: Callable[..., Awaitable[Sequence[Letter | None]]] | None = None
    optional: bool = True

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= MAX_KIND_NAME:
            raise ValueError(
                f"The name of a kind of mail has 1 to {MAX_KIND_NAME} characters: {self.name!r}."
            )
