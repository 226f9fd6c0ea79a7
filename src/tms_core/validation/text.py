"""Text in the forms in which it is compared: strictly for names that must be unique, generously for search and
for the order of lists.

Migrations keep copies of these functions; whoever changes a form must rewrite the stored keys.
"""

import re
import unicodedata

MAX_KEY_LENGTH = 320
"""Folding can make text longer; keys that are indexed are cut to this many characters."""

IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Invisible characters (Unicode's Default_Ignorable_Code_Point) outside the
format characters of category Cf."""

BLANK = re.compile("[\\s\u2800\u3164\uffa0]")
"""White space, and letters and symbols that look like it."""

DIRECTION_OR_WIDTH = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that reverse the text around them, or that nobody sees: Unicode's Bidi_Control, spaces without
width, invisible operators, and the deprecated and interlinear format characters."""
JOINERS = re.compile("[\u200c\u200d]+")

APOSTROPHES = "'`´‘’‛′ʹʻʼʽʾʿˈˊˋʹ΄՚׳ꞌ＇\u1fbd\u1fef\u1ffd"
BASE_LETTERS = {
    "ae": "æ",
    "oe": "œɶ",
    "th": "þꝥꝧ",
    "a": "ᶏⱥ",
    "b": "ƀƃɓᵬᶀꞗ",
    "c": "ƈȼɕꞓꞔ",
    "d": "ðđƌȡɖɗᵭᶁᶑ",
    "e": "ɇᶒⱸꬴ",
    "f": "ƒᵮᶂꞙ",
    "g": "ǥɠᶃꞡ",
    "h": "ħɦⱨꞕ",
    "i": "ıɨᶖ",
    "j": "ȷɉɟʄʝ",
    "k": "ƙᶄⱪꝁꝃꝅꞣ",
    "l": "łƚȴɫɬɭᶅⱡꝉꞎꬷꬸꬹ",
    "m": "ɱᵯᶆꬺ",
    "n": "ŋƞȵɲɳᵰᶇꞑꞥꬻ",
    "o": "øⱺꝋꝍ",
    "p": "ƥᵱᵽᶈꝑꝓꝕ",
    "q": "ɋʠꝗꝙ",
    "r": "ɍɼɽɾᵲᵳᶉꞧꭉ",
    "s": "ȿʂᵴᶊꞩ",
    "t": "ŧƫƭȶʈᵵⱦ",
    "u": "ʉᶙꞹꭎꭒ",
    "v": "ʋᶌⱱⱴꝟ",
    "w": "ⱳ",
    "x": "ᶍꭖꭗꭘꭙ",
    "y": "ƴɏỿꭚ",
    "z": "ƶȥɀʐʑᵶᶎⱬ",
}
"""Letters with strokes, hooks and the like, which Unicode does not decompose, by the letters people type for
them."""

_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_TO_BASE = _ONE_APOSTROPHE | {
    ord(letter): base for base, letters in BASE_LETTERS.items() for letter in letters
}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def casefold_key(text: str) -> str:
    """The form in which names are compared: NFKC, case-folded, without invisible characters (UTS #39)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _visible(text)).casefold())


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in ``text``."""
    return not BLANK.sub("", _visible(text))


def has_hidden_characters(text: str) -> bool:
    """Whether a short text has characters that nobody sees or that reverse its neighbours.

    Joiners are part of the spelling of Persian, Indic scripts and emoji, so they are welcome between letters,
    and after the mark at the end of a word.
    """
    if DIRECTION_OR_WIDTH.search(text):
        return True
    return any(not _joins(text, *found.span()) for found in JOINERS.finditer(text))


def _joins(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > 1 or not before or unicodedata.category(before)[0] not in "LMNS":
        return False
    return unicodedata.category(before)[0] == "M" or bool(after and unicodedata.category(after)[0] in "LMNS")


def fold(text: str) -> str:
    """The form in which text is searched: case, accents, strokes of letters and kinds of apostrophes do not matter.

    ``Zoë`` and ``zoe``, ``O’Brien`` and ``o'brien``, ``Łukasz`` and ``lukasz`` are alike. Marks that make
    another letter, such as the vowel signs of Indic scripts and the voicing marks of kana, are kept.
    """
    if text.isascii():
        return text.lower().translate(_ONE_APOSTROPHE)
    # Apostrophes first: some of them decompose to a space and an accent.
    letters = _without_accents(_visible(text).translate(_ONE_APOSTROPHE))
    return unicodedata.normalize("NFC", _without_accents(letters.casefold()).translate(_TO_BASE))


def search_key(*texts: str) -> str:
    """What is stored of an entity to be searched: its texts, folded, a line each. Words with an apostrophe are
    also there without it."""
    return "\n".join(_searched(fold(text).split()) for text in texts)


def _searched(words: list[str]) -> str:
    return " ".join([*words, *(without_apostrophes(word) for word in words if "'" in word)])


def without_apostrophes(folded: str) -> str:
    """A folded text as it is in a ``sort_key``."""
    return folded.replace("'", "")


def search_words(query: str) -> tuple[str, ...]:
    """The words of a search, folded, longest first: each of them must be in a ``search_key``.

    Words that are part of another are left out.
    """
    words: list[str] = []
    for word in sorted(set(fold(query).split()), key=lambda word: (-len(word), word)):
        if not any(word in longer for longer in words):
            words.append(word)
    return tuple(words)


def is_in_name(word: str, key: str) -> bool:
    """Whether a word of a search is in the ``sort_key`` of a name."""
    letters = without_apostrophes(word)
    return bool(letters) and letters in key


def sort_key(name: str) -> str:
    """The key by which names are ordered: folded, so that ``Ágnes`` stands beside ``Agnes``, and compared by
    code point.

    It has no apostrophes, single blanks, none at the ends and no control characters, because some databases take "a" for
    equal to "a " and less than "a\\x01"; it is cut to ``MAX_KEY_LENGTH``.
    """
    return " ".join(_CONTROLS.sub(" ", without_apostrophes(fold(name))).split())[:MAX_KEY_LENGTH].rstrip()


def _visible(text: str) -> str:
    """``text`` without invisible characters. They go before normalisation, because one between a letter and
    its accent would keep the two apart."""
    return "".join(letter for letter in IGNORABLE.sub("", text) if unicodedata.category(letter) != "Cf")


def _without_accents(text: str) -> str:
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not _is_accent(unicodedata.combining(letter))
    )


def _is_accent(combining_class: int) -> bool:
    """Overlays, the points of Hebrew, Arabic and Syriac, and marks above and below (Unicode 4.3, table
    4-3): not nuktas, viramas, kana voicing marks and the vowels of Thai, Lao and Tibetan."""
    return combining_class == 1 or 10 <= combining_class <= 36 or combining_class >= 200
