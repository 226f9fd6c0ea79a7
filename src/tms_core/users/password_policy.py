"""Which passwords people may choose. Those that exist keep working, whatever the policy says by then."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Protocol

from tms_core.errors import Invalid
from tms_core.organisation.model import Organisation
from tms_core.validation.text import casefold_key, fold, is_blank

MAX_PASSWORD_LENGTH = 256
MAX_TYPED_LENGTH = 4 * MAX_PASSWORD_LENGTH
"""Longer text is not normalised: that takes time that grows with the square of its length."""
MIN_NAME_LENGTH = 4
MIN_OTHER_CHARACTERS = 4
"""What a password that contains a name must have besides."""
WORD = re.compile(r"\w+")


class Named(Protocol):
    """Somebody with a user name, an e-mail address and a name."""

    @property
    def username(self) -> str:
        """The user name."""

    @property
    def email(self) -> str:
        """The e-mail address."""

    @property
    def first_name(self) -> str:
        """The first name."""

    @property
    def last_name(self) -> str:
        """The last name, which may be empty."""


def password_forms(typed: str) -> tuple[str, ...]:
    """The forms in which a typed password is compared: normalised (NFC), because keyboards differ in how they compose
    letters, and, if that is something else, as it was typed, because older hashes were made of that."""
    if typed.isascii() or len(typed) > MAX_TYPED_LENGTH:
        return (typed,)
    normal = unicodedata.normalize("NFC", typed)
    return (normal,) if normal == typed else (normal, typed)


def check_password(typed: str, person: Named, organisation: Organisation, field: str) -> None:
    """Check the length, and that it cannot be guessed from a list or from what the person is called; any Unicode is
    allowed. Raises ``Invalid`` at ``field``, with the code ``password_common`` for what is easy to guess."""
    password = password_forms(typed)[0]
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Invalid.field(field, "must be valid Unicode text")
    if len(password) < organisation.password_min_length:
        raise Invalid.field(field, f"must be at least {organisation.password_min_length} characters long")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Invalid.field(field, f"must be at most {MAX_PASSWORD_LENGTH} characters long")
    if casefold_key(password) in (casefold_key(person.username), casefold_key(person.email)):
        raise Invalid.field(field, "must not be the username or the e-mail address")
    if is_blank(password) or casefold_key(password).strip() in common_passwords():
        message = "is one of the most common passwords, which are guessed first; choose another"
        raise Invalid.field(field, message, "password_common")
    if _is_mostly_a_name(password, person, organisation):
        message = "is easily guessed from a name; add at least four other characters or choose another"
        raise Invalid.field(field, message, "password_common")


@cache
def common_passwords() -> frozenset[str]:
    """The 10,000 most common passwords, case-folded."""
    text = files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.partition("\n----\n")[2].split())


def _is_mostly_a_name(password: str, person: Named, organisation: Organisation) -> bool:
    folded = fold(password)
    letters = "".join(WORD.findall(folded))
    longest = len(folded) - MIN_OTHER_CHARACTERS
    names = (name for name in _names(person, organisation) if len(name) > longest)
    return any(name in folded or name in letters for name in names)


def _names(person: Named, organisation: Organisation) -> Iterator[str]:
    """What the person and the organisation are called, folded: as a whole, without blanks, and each word."""
    full_name = f"{person.first_name} {person.last_name}"
    for name in (person.username, person.email, full_name, organisation.name):
        folded = fold(name).strip()
        words = WORD.findall(folded)
        for part in {folded, "".join(words), *words}:
            if len(part) >= MIN_NAME_LENGTH:
                yield part
