"""Which way text runs, as another implementation of the same standard sees it."""

from __future__ import annotations

from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from tms_adapters.reports.pdf import bidi

LETTERS = "abאבג123١٢ ,.+-%/:–عربي\u0300\u0651é"


@settings(max_examples=500)
@given(st.text(st.sampled_from(LETTERS), max_size=14))
def test_the_order_on_the_page_is_what_the_standard_says(text: str) -> None:
    kinds = bidi.classes(text)
    base = bidi.base_level(kinds)
    order = bidi.visual_order(bidi.levels(kinds, base))
    assert "".join(text[index] for index in order) == get_display(text, base_dir="R" if base else "L")


def test_what_embeds_and_isolates_is_passed_over() -> None:
    kinds = bidi.classes("a\u2067ב\u2069c")
    assert bidi.levels(kinds, 0) == [0, 0, 1, 1, 0]
