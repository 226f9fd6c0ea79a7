"""The fields that an organisation adds to users and sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tms_core.errors import Invalid
from tms_core.organisation.custom_fields import (
    MAX_FIELDS,
    CustomField,
    CustomFieldOwner,
    CustomFieldType,
    checked,
    checked_definitions,
    shown,
)

USER, SESSION = CustomFieldOwner.USER, CustomFieldOwner.SESSION


def field(key: str, type: str = "text", of: CustomFieldOwner = USER, **rest: Any) -> CustomField:
    return CustomField(
        key=key, of=of, label=rest.pop("label", key.title()), type=CustomFieldType(type), **rest
    )


FIELDS = (
    field("badge"),
    field("floor", "number"),
    field("born", "date"),
    field("driver", "boolean"),
    field("team", "choice", options=("Red", "Blue")),
    field("budget", "number", SESSION),
)


def problems(values: dict[str, object], *fields: CustomField, **stored: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        checked(fields or FIELDS, USER, values, **stored)
    return {error.field: error.message for error in refused.value.errors}


def test_values_of_every_type_are_kept() -> None:
    values = {"badge": " A-7 ", "floor": 2.5, "born": "1990-02-28", "driver": False, "team": "Blue"}
    assert checked(FIELDS, USER, values) == {**values, "badge": "A-7"}


def test_only_the_keys_that_are_sent_change_and_null_clears() -> None:
    stored = {"badge": "A-7", "floor": 2, "gone": "kept"}
    assert checked(FIELDS, USER, {"badge": None, "driver": True}, stored) == {
        "floor": 2,
        "gone": "kept",
        "driver": True,
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("badge", 7),
        ("badge", "x" * 201),
        ("badge", "a\x00b"),
        ("floor", "2"),
        ("floor", True),
        ("floor", float("nan")),
        ("floor", 1e16),
        ("born", "2026-02-30"),
        ("born", "2026-1-1"),
        ("born", 20260101),
        ("driver", 1),
        ("driver", "yes"),
        ("team", "Green"),
        ("team", ["Red"]),
        ("badge", {"a": 1}),
        ("budget", 100),
        ("unknown", "x"),
    ],
)
def test_a_value_that_does_not_suit_names_its_key(key: str, value: object) -> None:
    assert problems({key: value}).keys() == {f"custom.{key}"}


def test_every_problem_is_reported_at_once() -> None:
    assert problems({"floor": "2", "x": 1, "team": "Green"}).keys() == {
        "custom.floor",
        "custom.x",
        "custom.team",
    }


def test_what_is_wrong_is_said_in_sentences_that_name_the_fields_as_people_know_them() -> None:
    badge = replace(field("badge", required=True), label="Badge number")
    floor = replace(field("floor", "number"), label="Floor")
    with pytest.raises(Invalid) as refusal:
        checked((badge, floor), USER, {"floor": "two", "roof": 1})
    assert refusal.value.detail == (
        "“roof” is not a field of this organisation's users. “Badge number” is required. “Floor” must be a number."
    )


def test_a_required_field_is_needed_from_the_start_and_cannot_be_cleared() -> None:
    needed = field("badge", required=True)
    assert problems({}, needed) == {"custom.badge": "is required"}
    assert problems({"badge": "  "}, needed) == {"custom.badge": "is required"}
    assert problems({"badge": None}, needed, stored={"badge": "A"}) == {"custom.badge": "is required"}


def test_a_required_field_that_is_newer_than_its_owner_stops_no_other_change() -> None:
    fields = (field("badge", required=True), field("floor", "number"))
    assert checked(fields, USER, {"floor": 1}, {}) == {"floor": 1}


def test_only_defined_fields_are_shown_in_their_order() -> None:
    stored = {"team": "Green", "gone": 1, "badge": "A", "floor": "2"}
    assert list(shown(FIELDS, USER, stored).items()) == [("badge", "A"), ("team", "Green")]
    assert shown(FIELDS, SESSION, {"budget": 5, "badge": "A"}) == {"budget": 5}


def faults(*fields: CustomField) -> set[str]:
    with pytest.raises(Invalid) as refused:
        checked_definitions(fields)
    return {error.field.removeprefix("custom_fields.") for error in refused.value.errors}


@pytest.mark.parametrize("key", ["", "Badge", "7up", "a-b", "a b", "größe", "a" * 41])
def test_keys_are_plain(key: str) -> None:
    assert faults(field("fine"), field(key, label="x")) == {"1.key"}


def test_options_belong_to_choices_alone() -> None:
    choice, text = field("a", "choice"), field("b", options=("x",))
    assert faults(choice, text) == {"0.options", "1.options"}


def test_options_are_cleaned_and_offered_once() -> None:
    [cleaned] = checked_definitions([field("team", "choice", options=("Red ", "Blue", "Red"))])
    assert cleaned.options == ("Red", "Blue")


def test_a_key_and_a_label_are_used_once_for_each_owner() -> None:
    checked_definitions((field("a"), field("a", of=SESSION)))
    assert faults(field("a"), field("a", label="Other")) == {"1.key"}
    assert faults(field("a", label="Size"), field("b", label="size")) == {"1.label"}


def test_there_are_only_so_many_fields() -> None:
    assert faults(*(field(f"k{number}") for number in range(MAX_FIELDS + 1))) == {"custom_fields"}
