"""The core's inputs, as types that a strict decoder understands."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec
from msgspec import UNSET, Struct, UnsetType


@dataclass(frozen=True, slots=True)
class Input:
    """A dataclass or TypedDict of the core (``cls``) that callers send.

    ``hints`` are its fields for the decoder, ``nested`` those that hold lists of further inputs. ``wire_type``
    accepts exactly these fields: nothing unknown, nothing coerced; what may be left out reads ``UNSET``, or its default.
    """

    cls: Any
    hints: Mapping[str, Any]
    required: frozenset[str]
    nested: Mapping[str, "Input"]
    wire_type: type[Struct]


@cache
def input_of(cls: Any) -> Input:
    """What is known about an input class of the core."""
    declared = get_type_hints(cls, include_extras=True)
    hints = {name: _wire_hint(hint) for name, hint in declared.items()}
    defaults = _typed_dict_defaults(cls) if is_typeddict(cls) else _dataclass_defaults(cls)
    columns: list[Any] = [_column(name, hint, defaults) for name, hint in hints.items()]
    return Input(
        cls=cls,
        hints=hints,
        required=frozenset(hints.keys() - defaults.keys()),
        nested={name: input_of(inner) for name, hint in declared.items() if (inner := _nested_class(hint))},
        wire_type=msgspec.defstruct(cls.__name__, columns, forbid_unknown_fields=True, kw_only=True),
    )


def _column(name: str, hint: Any, defaults: Mapping[str, Any]) -> tuple[Any, ...]:
    if name not in defaults:
        return name, hint
    default = defaults[name]
    return name, (hint | UnsetType if default is UNSET else hint), default


def _dataclass_defaults(cls: Any) -> dict[str, Any]:
    return {field.name: field.default for field in fields(cls) if field.default is not MISSING}


def _typed_dict_defaults(cls: Any) -> dict[str, Any]:
    return dict.fromkeys(cls.__optional_keys__, UNSET)


def _wire_hint(hint: Any) -> Any:
    """The same hint without the core's rules, with classes replaced by strict types."""
    if _is_input(hint):
        return input_of(hint).wire_type
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired, Required):
        return _wire_hint(arguments[0])
    if origin in (Union, UnionType):
        return Union[tuple(_wire_hint(part) for part in arguments)]  # noqa: UP007 - built at run time
    if origin is tuple:
        item: Any = _wire_hint(arguments[0])
        return tuple[item, ...]
    return hint


def _nested_class(hint: Any) -> Any:
    """The input class inside a list of them, or None."""
    if _is_input(hint):
        return hint
    return next((inner for part in get_args(hint) if (inner := _nested_class(part))), None)


def _is_input(hint: Any) -> bool:
    return isinstance(hint, type) and (is_dataclass(hint) or is_typeddict(hint))
