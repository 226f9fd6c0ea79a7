"""The forms in which text is compared, searched and ordered."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tms_core.validation.text import MAX_KEY_LENGTH, casefold_key, fold, search_key, search_words, sort_key

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INVISIBLE = st.sampled_from(["\u200b", "\ufeff", "\u00ad", "\u034f", "\ufe0f", "\u2060"])


@given(WORDS)
def test_folding_is_idempotent(text: str) -> None:
    assert casefold_key(casefold_key(text)) == casefold_key(text)
    assert fold(fold(text)) == fold(text)
    assert sort_key(sort_key(text)) == sort_key(text)


def test_folding_every_character_is_idempotent_however_it_is_composed() -> None:
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x20000)]):
        folded = fold(letter)
        assert fold(folded) == folded, hex(ord(letter))
        assert fold(unicodedata.normalize("NFD", letter)) == folded, hex(ord(letter))


@given(WORDS, INVISIBLE, st.data())
def test_invisible_characters_do_not_matter(text: str, invisible: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert casefold_key(text[:at] + invisible + text[at:]) == casefold_key(text)
    assert fold(text[:at] + invisible + text[at:]) == fold(text)


@given(WORDS)
def test_composition_does_not_matter(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert casefold_key(composed) == casefold_key(apart) == casefold_key(unicodedata.normalize("NFKC", text))
    assert fold(composed) == fold(apart) == fold(text)


@given(WORDS)
def test_upper_and_lower_case_are_found_alike(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text(max_size=400))
def test_keys_by_which_names_are_ordered_suit_every_database(name: str) -> None:
    key = sort_key(name)
    assert key == key.strip()
    assert len(key) <= MAX_KEY_LENGTH
    assert not any(unicodedata.category(letter) == "Cc" for letter in key)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zoe lindqvist", "Zoë Lindqvist"),
        ("Lindqvist Zoë", "Zoë Lindqvist"),
        ("zoë  lindqvist", "Zoë Lindqvist"),
        (" zoë", "Zoë Lindqvist"),
        ("zoe lind", "Zoë Lindqvist"),
        ("ZOË", "Zoe\u0308 Lindqvist"),
        ("O'Brien", "Tara O’Brien"),
        ("o’brien", "Tara O'Brien"),
        ("obrien", "Tara O’Brien"),
        ("ibrahim", "İbrahim Çelik"),
        ("IBRAHIM celik", "İbrahim Çelik"),
        ("ışık", "Ayşe Işık"),
        ("isik ayse", "Ayşe Işık"),
        ("佐藤 健太", "健太 佐藤"),
        ("佐藤\u3000健太", "健太 佐藤"),
        ("lukasz", "Łukasz Wójcik"),
        ("sorensen", "Bjørn Sørensen"),
        ("duc dang", "Đặng Đức"),
        ("ıssız", "Issiz"),
        ("strasse", "Weiße Straße"),
        ("STRASSE", "Straße"),
        ("aesir", "Æsir"),
        ("gudrun thor", "Guðrún Þór"),
        ("παπαδοπουλος", "Νίκος Παπαδόπουλος"),
        ("артем", "Артём"),
        ("احمد", "أحمد"),
        ("שלום", "שָׁלוֹם"),
        ("ｱﾘｽ", "アリス"),
        ("50%_off\\", "50%_OFF\\ course"),
    ],
)
def test_people_are_found_by_what_is_typed_for_their_name(typed: str, name: str) -> None:
    key = search_key(name)
    assert all(word in key for word in search_words(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("zoe berg", "Zoë Lindqvist"), ("か", "が"), ("कम", "किम"), ("50%off", "50 off"), ("a_c", "abc")],
)
def test_other_names_are_not_found(typed: str, name: str) -> None:
    key = search_key(name)
    assert not all(word in key for word in search_words(typed))


def test_a_search_has_each_word_once_and_the_longest_first() -> None:
    assert search_words("  lind  Zoë lindqvist zoe ") == ("lindqvist", "zoe")
    assert search_words(" \u3000\u200b ") == ()


def test_an_apostrophe_on_its_own_is_searched_for() -> None:
    assert search_words("’") == ("'",)
    assert "'" in search_key("O’Brien")
    assert "'" not in search_key("Obrien")


def test_names_are_ordered_as_people_expect() -> None:
    names = [
        "Zoë",
        "Élodie",
        "Łukasz",
        "Agnes B",
        "Ágnes A",
        "Şebnem",
        "Lukas",
        "agnes C",
        "O’Brien",
        "Obama",
    ]
    assert sorted(names, key=sort_key) == [
        "Ágnes A",
        "Agnes B",
        "agnes C",
        "Élodie",
        "Lukas",
        "Łukasz",
        "Obama",
        "O’Brien",
        "Şebnem",
        "Zoë",
    ]


SAMPLES = Path(__file__).parents[2] / "client" / "src" / "test" / "folding.json"


def test_the_client_folds_alike() -> None:
    """The client's own test compares its folding with the same samples."""
    samples = json.loads(SAMPLES.read_text("utf-8"))
    assert len(samples) > 30
    assert {text: fold(text) for text in samples} == samples
