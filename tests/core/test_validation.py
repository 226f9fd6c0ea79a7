"""What each field accepts, how it is normalised, and the messages about everything else."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import NOW
from tms_core.actor import Role
from tms_core.errors import Invalid
from tms_core.sessions.inputs import SessionChanges
from tms_core.sessions.model import NewSession
from tms_core.users.model import NewUser, User, UserChanges
from tms_core.validation import Choice, Instant, Integer, ListOf, Text, rules_of, validated
from tms_core.validation.text import is_blank

TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
WITHOUT_WIDTH = "\u200b\u2060\ufeff\u2063"
TITLE = Text(1, 100)
PROSE = Text(0, 500, lines=True)


def problem(cls: Any, field: str, value: Any) -> str | None:
    """The message about one field, or None if it is valid."""
    try:
        validated(cls, {field: value})
    except Invalid as refusal:
        [error] = refusal.errors
        assert error.field == field
        return error.message
    return None


@given(st.text(max_size=120))
def test_text_is_trimmed_composed_and_otherwise_kept(text: str) -> None:
    kept = TITLE.clean(text)
    assert kept == unicodedata.normalize("NFC", text.strip())
    assert TITLE.clean(kept) == kept
    if TITLE.problem(kept) is None:
        assert 1 <= len(kept) <= 100
        assert not is_blank(kept)
        assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in kept)


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=33))
def test_visible_text_of_any_script_is_accepted(text: str) -> None:
    if not is_blank(text):
        assert TITLE.problem(TITLE.clean(text)) is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "must be 1 to 100 characters long"),
        ("   ", "must be 1 to 100 characters long"),
        ("x" * 101, "must be 1 to 100 characters long"),
        ("\u200b\u200d", "must not be blank"),
        ("\u3164", "must not be blank"),
        ("\u2800", "must not be blank"),
        ("\u2800 \u200d\u3164", "must not be blank"),
        ("a\u2028b", "must not contain control characters"),
        *((f"Ana {mark}Silva", "must not contain invisible characters") for mark in TURNING + WITHOUT_WIDTH),
        *((f"Ana{mark} Silva", "must not contain invisible characters") for mark in TURNING + WITHOUT_WIDTH),
        ("\u200dAna", "must not contain invisible characters"),
        ("Ana\u200c", "must not contain invisible characters"),
        ("Ana \u200cSilva", "must not contain invisible characters"),
        ("An\u200d\u200da", "must not contain invisible characters"),
        ("می\u200cخواهم", None),
        ("ශ්\u200dරී", None),
        ("അനില്\u200d", None),
        ("❤️\u200d🔥", None),
        ("🏴\U000e0067\U000e0062\U000e007f", None),
        ("a\x00b", "must not contain control characters"),
        ("a\nb", "must not contain control characters"),
        ("a\ud800b", "must not contain control characters"),
        ("👩🏽‍🏫", None),
        ("x" * 100, None),
    ],
)
def test_a_title_that_is_refused_says_why(value: str, message: str | None) -> None:
    assert problem(NewSession, "title", value) == message


@pytest.mark.parametrize(
    ("cls", "field", "start"),
    [
        (UserChanges, "first_name", "Ana"),
        (UserChanges, "last_name", "Silva"),
        (UserChanges, "username", "ana"),
        (UserChanges, "email", "ana@example.org"),
        (SessionChanges, "title", "Excel"),
    ],
)
def test_no_short_field_takes_characters_that_turn_or_hide_text(cls: Any, field: str, start: str) -> None:
    assert problem(cls, field, start) is None
    for character in TURNING + WITHOUT_WIDTH:
        assert problem(cls, field, start[:2] + character + start[2:]) is not None, hex(ord(character))


def test_a_last_name_may_be_empty_but_not_invisible() -> None:
    assert problem(UserChanges, "last_name", "") is None
    assert problem(UserChanges, "last_name", "  ") is None
    assert problem(UserChanges, "last_name", "\u2800") == "must not be blank"


def test_people_of_one_name_have_no_blank_behind_it() -> None:
    shown = {"username": "suharto", "email": "s@example.org", "role": Role.TRAINER, "last_name": ""}
    assert User(first_name="Suharto", created_at=NOW, updated_at=NOW, **shown).name == "Suharto"


def test_prose_may_have_lines_and_may_be_empty() -> None:
    assert PROSE.problem("one\r\n\ttwo\n") is None
    assert PROSE.problem("") is None
    assert PROSE.problem("שלום \u200fABC\u200e") is None
    assert PROSE.problem("\u200b\u2800") == "must not be blank"
    assert PROSE.problem("a\x07") == "must not contain control characters"
    assert PROSE.problem("x" * 501) == "must be at most 500 characters long"


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org",
        "a.b+c_d-e@sub.example.org",
        "o'brien@example.org",
        "ana@localhost",
        "δοκιμή@παράδειγμα.gr",
        "用户@例え.jp",
        "admin@localhost",
        "ö@ü",
        "राम@डाटामेल.भारत",
        "குமார்@தமிழ்.இந்தியா",
        "মীনা@ডাটামেইল.ভারত",
        "അനു@ഡാറ്റാമെയിൽ.ഭാരതം",
        "kim@bücher.example",
        "kim@bu\u0308cher.example",
        f"{'a' * 64}@{'b' * 63}.org",
    ],
)
def test_good_addresses(address: str) -> None:
    assert problem(UserChanges, "email", address) is None


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "@example.org",
        "ana@",
        "ana@@example.org",
        "a na@example.org",
        "ana@exa mple.org",
        "ana@-example.org",
        "ana@example-.org",
        "ana@\u0301example.org",
        "ana@ex\u00adample.org",
        "ana@exam\u202eple.org",
        "ana@.org",
        "ana@example..org",
        "a..b@example.org",
        "<ana@example.org>",
        "ana@example.org,rui@example.org",
        'ana"@example.org',
        "ana@example.org\nbcc: rui@example.org",
    ],
)
def test_bad_addresses(address: str) -> None:
    assert problem(UserChanges, "email", address) is not None


@pytest.mark.parametrize("name", ["ana", "Ana.Maria_2-x", "José", "小林颯太", "богдан", "१२३"])
def test_good_usernames(name: str) -> None:
    assert problem(UserChanges, "username", name) is None


@pytest.mark.parametrize("name", ["an", "a" * 51, "a b", "ana@x", "a/b", "🦊🦊🦊", "a\u200bna", "<b>"])
def test_bad_usernames(name: str) -> None:
    assert problem(UserChanges, "username", name) is not None


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://example.org/room?x=1#y", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("https://例え.jp", True),
        ("http://[::1]:8000/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("//example.org", False),
        ("https://", False),
        ("https:///path", False),
        ("https://exa mple.org", False),
        ("https://example.org:8443/a@b\\c", True),
        ("https://good.example@evil.example/", False),
        ("https://good.example:pw@evil.example/", False),
        ("https://@evil.example/", False),
        ("https://evil.example\\@good.example/", False),
        ("https://evil.example\\.good.example/", False),
        ("https:\\\\evil.example", False),
        ("https://good\u202e.example/", False),
        ("https://good\u200b.example/", False),
        ("https://go\u00adod.example/", False),
        ("https://go\u200dod.example/", False),
        ("https://good.example\uff0fevil.example/", False),
        ("https://ex%61mple.org/", False),
        ("https://example.org:abc/", False),
        ("https://example.org:65536/", False),
        ("https://example.org:0/", False),
        ("https://example.org:-1/", False),
        ("http://[::1", False),
        ("https://" + "x" * 500, False),
    ],
)
def test_links_lead_to_the_web_and_nowhere_else(link: str, fine: bool) -> None:
    assert (problem(SessionChanges, "class_link", link) is None) == fine


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=OFFSETS))
def test_times_are_stored_in_utc_within_the_supported_range(when: datetime) -> None:
    rule = Instant()
    kept = rule.clean(when)
    if rule.problem(kept) is None:
        assert kept == when
        assert kept.utcoffset() == timedelta(0)
        assert 1900 < kept.year < 2999
    else:
        assert not 1901 < when.year < 2998


def test_a_time_without_an_offset_is_invalid() -> None:
    message = "must be a time with an offset, such as 2026-05-04T09:00:00Z"
    assert problem(NewSession, "scheduled_date", datetime(2026, 5, 4)) == message  # noqa: DTZ001
    east = datetime(2026, 5, 4, 9, tzinfo=timezone(timedelta(hours=9)))
    assert validated(NewSession, {"scheduled_date": east})["scheduled_date"] == datetime(
        2026, 5, 4, tzinfo=UTC
    )


@given(st.integers() | st.booleans() | st.floats() | st.text(max_size=3))
def test_only_integers_within_the_range_are_accepted(value: Any) -> None:
    fine = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1440
    assert (Integer(1, 1440).problem(value) is None) == fine


@given(st.lists(st.integers(-2, 6), max_size=8))
def test_lists_drop_duplicates_and_keep_their_order(numbers: list[int]) -> None:
    rule = ListOf(Integer(1, 5), 4)
    kept = rule.clean(numbers)
    assert kept == tuple(dict.fromkeys(numbers))
    assert (rule.problem(kept) is None) == (len(kept) <= 4 and all(1 <= number <= 5 for number in kept))


def test_a_choice_is_one_of_its_members_or_their_values() -> None:
    rule = Choice(Role)
    assert rule.clean("admin") is Role.ADMIN
    assert rule.problem("boss") == "must be one of admin, trainer, trainee"
    assert rule.problem(["admin"]) is not None


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "UTC", "America/Argentina/Buenos_Aires"])
def test_time_zones_are_those_of_iana(zone: str) -> None:
    assert problem(NewSession, "time_zone", zone) is None


@pytest.mark.parametrize(
    "zone",
    ["Lisbon", "../etc/passwd", "europe/lisbon", "+01:00", "GMT+25", "localtime", "Factory", "posix/UTC"],
)
def test_invalid_time_zones(zone: str) -> None:
    assert problem(NewSession, "time_zone", zone) is not None


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        NewUser(
            username="a", email="b", role="boss", first_name="", last_name="x" * 51
        )  # the role is wrong too
    fields = [error.field for error in refusal.value.errors]
    assert fields == ["username", "email", "role", "first_name", "last_name"]
    assert refusal.value.detail.startswith("username: must be 3 to 50 characters long; email: ")


def test_both_forms_of_the_trainee_list_together_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        NewSession(title="t", scheduled_date=NOW, duration_minutes=1, trainee_ids=(1,), trainee_id=1)
    assert [error.field for error in refusal.value.errors] == ["trainee_id", "trainee_ids"]


@pytest.mark.parametrize("cls", [NewUser, UserChanges, NewSession, SessionChanges])
@given(value=st.none() | st.integers() | st.floats() | st.text() | st.lists(st.none()) | st.booleans())
def test_no_value_makes_a_rule_fail_instead_of_being_refused(cls: Any, value: Any) -> None:
    for field in rules_of(cls):
        problem(cls, field, value)


def test_text_that_is_far_too_long_is_refused_without_being_normalised() -> None:
    accents = "a" + "\u0301\u0323" * 250_000
    begun = time.perf_counter()
    assert Text(1, 100).problem(Text(1, 100).clean(accents)) == "must be 1 to 100 characters long"
    assert time.perf_counter() - begun < 5  # it would take hours
