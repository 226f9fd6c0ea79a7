"""Fields that the organisation adds to users and sessions, such as a personnel number or a room's equipment.

The organisation stores the definitions, users and sessions store the values: a mapping of keys to values.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from tms_core.errors import FieldError, Invalid
from tms_core.validation import ListOf, Text, validated
from tms_core.validation.text import casefold_key

CustomValue = str | int | float | bool | None
"""The value of a field. A date is text, such as ``2026-05-04``; None means that there is no value."""

MAX_FIELDS = 25
"""Fields for users, and as many for sessions: with the lengths below, all values of one user or session fit
into a text column of any database."""
MAX_OPTIONS = 50
MAX_TEXT = 200
MAX_NUMBER = 1e15
"""Whole numbers up to this size are exact in every JSON reader."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class CustomFieldOwner(StrEnum):
    """What has the field."""

    USER = "user"
    SESSION = "session"


class CustomFieldType(StrEnum):
    """The type of a field's values."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"


def _key_problem(key: str) -> str | None:
    if KEY.fullmatch(key):
        return None
    return "must begin with a letter and may hold only lower-case letters a to z, digits and underscores"


Key = Annotated[str, Text(1, 40, check=_key_problem, pattern=f"^{KEY.pattern}$")]
Label = Annotated[str, Text(1, 60)]
Option = Text(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """The definition of a field: ``options`` are the values of a choice, in the order in which they are
    offered."""

    key: Key
    of: CustomFieldOwner
    label: Label
    type: CustomFieldType
    options: Annotated[tuple[str, ...], ListOf(Option, MAX_OPTIONS)] = ()
    required: bool = False

    def problem(self, value: CustomValue) -> str | None:
        """What is wrong with a value, as the rest of a sentence that begins with the field's name."""
        return PROBLEMS[self.type](self, value)


def checked_definitions(definitions: Sequence[CustomField]) -> tuple[CustomField, ...]:
    """The definitions, cleaned. Raises ``Invalid`` for every invalid field of a definition, for a key or label that two
    fields of users, or two of sessions, have in common, and if there are too many."""
    errors: list[FieldError] = []
    cleaned = [
        _checked_definition(each, f"custom_fields.{index}", errors) for index, each in enumerate(definitions)
    ]
    seen: set[tuple[CustomFieldOwner, str, str]] = set()
    for index, each in enumerate(cleaned):
        for name, text in (("key", each.key), ("label", casefold_key(each.label))):
            if (each.of, name, text) in seen:
                errors.append(FieldError(f"custom_fields.{index}.{name}", "is used by another field"))
            seen.add((each.of, name, text))
    errors += [
        FieldError("custom_fields", f"must have at most {MAX_FIELDS} entries for one {of}")
        for of in CustomFieldOwner
        if sum(each.of is of for each in cleaned) > MAX_FIELDS
    ]
    if errors:
        raise Invalid(errors)
    return tuple(cleaned)


def _checked_definition(given: CustomField, place: str, errors: list[FieldError]) -> CustomField:
    """The definition, cleaned; what is wrong with it is added to ``errors``."""
    try:
        definition = replace(
            given, **validated(CustomField, {each.name: getattr(given, each.name) for each in fields(given)})
        )
    except Invalid as refusal:
        errors += [FieldError(f"{place}.{error.field}", error.message) for error in refusal.errors]
        return given
    if (definition.type is CustomFieldType.CHOICE) != bool(definition.options):
        needs = "are only for choices" if definition.options else "must list at least one option"
        errors.append(FieldError(f"{place}.options", needs))
    return definition


def checked(
    definitions: Iterable[CustomField],
    of: CustomFieldOwner,
    values: Mapping[str, object],
    stored: Mapping[str, CustomValue] | None = None,
) -> dict[str, CustomValue]:
    """All values to store, once ``values`` have been applied to what is ``stored``.

    Only keys in ``values`` change; None clears them. Values whose definition was removed stay stored. Without
    ``stored`` the owner is new, and required fields must be among ``values``; later, a required field may be
    missing (it may be newer than its owner), but it cannot be cleared. Raises ``Invalid`` for ``custom.<key>``
    with every unknown key and invalid value; its detail names the fields as people know them.
    """
    known = {each.key: each for each in definitions if each.of is of}
    errors = [
        FieldError(f"custom.{key[:MAX_TEXT]}", f"is not a field of this organisation's {of}s")
        for key in values
        if key not in known
    ]
    cleaned = {key: _clean(values[key]) for key in known if key in values}
    for key, definition in known.items():
        value = cleaned.get(key)
        if value is not None:
            problem = definition.problem(value)
        else:
            needed = definition.required and (key in cleaned or stored is None)
            problem = "is required" if needed else None
        if problem:
            errors.append(FieldError(f"custom.{key}", problem))
    if errors:
        raise Invalid(errors, detail=" ".join(_sentence(known, error) for error in errors))
    return {key: value for key, value in {**(stored or {}), **cleaned}.items() if value is not None}


def _sentence(known: Mapping[str, CustomField], error: FieldError) -> str:
    key = error.field.removeprefix("custom.")
    return f"“{known[key].label if key in known else key}” {error.message}."


def shown(
    definitions: Iterable[CustomField], of: CustomFieldOwner, stored: Mapping[str, CustomValue]
) -> dict[str, CustomValue]:
    """The stored values of fields that are defined, in the order of the definitions.

    A value that no longer suits its field is left out, except for an option that has been removed since.
    """
    return {
        each.key: value
        for each in definitions
        if each.of is of and (value := stored.get(each.key)) is not None and _suits(each, value)
    }


def _suits(definition: CustomField, value: CustomValue) -> bool:
    if definition.type is CustomFieldType.CHOICE:
        return isinstance(value, str)
    return definition.problem(value) is None


def _clean(value: object) -> CustomValue:
    """Text without white space at both ends, and None if nothing is left; everything else as it is."""
    if isinstance(value, str):
        return TEXT.clean(value) or None
    return value  # type: ignore[return-value]  # checked by the field's own rule


TEXT = Text(1, MAX_TEXT)


def _text_problem(_: CustomField, value: CustomValue) -> str | None:
    return TEXT.problem(value)


def _number_problem(_: CustomField, value: CustomValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "must be a number"
    return None if abs(value) <= MAX_NUMBER else f"must be from -{MAX_NUMBER:.0f} to {MAX_NUMBER:.0f}"


def _date_problem(_: CustomField, value: CustomValue) -> str | None:
    if not isinstance(value, str) or not DATE.fullmatch(value):
        return "must be a date, such as 2026-05-04"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "must be a date that exists"
    return None


def _boolean_problem(_: CustomField, value: CustomValue) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _choice_problem(definition: CustomField, value: CustomValue) -> str | None:
    return None if value in definition.options else f"must be one of {', '.join(definition.options)}"


PROBLEMS: Mapping[CustomFieldType, Callable[[CustomField, CustomValue], str | None]] = {
    CustomFieldType.TEXT: _text_problem,
    CustomFieldType.NUMBER: _number_problem,
    CustomFieldType.DATE: _date_problem,
    CustomFieldType.BOOLEAN: _boolean_problem,
    CustomFieldType.CHOICE: _choice_problem,
}
