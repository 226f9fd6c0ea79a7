"""JSON Schemas of the core's classes, with the rules that their fields carry."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from tms_core.validation import FieldRule, Instant, Integer, ListOf, Text
from tms_web.openapi.descriptions import Descriptions

Schema = dict[str, Any]

BASIC: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    dict: {"type": "object"},
    NoneType: {"type": "null"},
    Any: {},
}


class Schemas:
    """Schemas by type; those of classes are collected as ``components``."""

    def __init__(self, descriptions: Descriptions) -> None:
        self.descriptions = descriptions
        self.components: dict[str, Schema] = {}

    def of(self, hint: Any, sent: bool = False) -> Schema:
        """The schema of a type. What callers send (``sent``) may leave defaults out, and must hold nothing else."""
        if hint in BASIC:
            return dict(BASIC[hint])
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            if isinstance(arguments[1], str):
                return {**self.of(arguments[0], sent), "description": arguments[1]}
            return self._ruled(arguments[0], arguments[1], sent)
        if origin is NotRequired:
            return self.of(arguments[0], sent)
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (Union, UnionType):
            return self._either([self.of(part, sent) for part in arguments])
        if origin in (tuple, list):
            return {"type": "array", "items": self.of(arguments[0], sent)}
        return self._component(hint, sent)

    def _ruled(self, hint: Any, rule: FieldRule, sent: bool) -> Schema:
        if not sent:
            return self.of(hint)
        if isinstance(rule, ListOf):
            items = {**self.of(get_args(hint)[0], sent), **_constraints(rule.item)}
            return {"type": "array", "items": items, "maxItems": rule.max}
        return {**self.of(hint, sent), **_constraints(rule)}

    def _either(self, options: list[Schema]) -> Schema:
        plain = [
            option for option in options if option.keys() >= {"type"} and isinstance(option["type"], str)
        ]
        if len(plain) == len(options) == 2 and plain[1] == BASIC[NoneType]:
            return {**plain[0], "type": [plain[0]["type"], "null"]}
        return {"anyOf": options}

    def _component(self, cls: Any, sent: bool) -> Schema:
        name = self.descriptions.name_of(cls)
        if name not in self.components:
            self.components[name] = {}  # a class may mention itself
            self.components[name] = self._described(cls, name, sent)
        return {"$ref": f"#/components/schemas/{name}"}

    def _described(self, cls: Any, name: str, sent: bool) -> Schema:
        about = {"title": name, "description": markdown(" ".join((cls.__doc__ or "").split()))}
        if issubclass(cls, Enum):
            return {**about, "type": "string", "enum": [member.value for member in cls]}
        hints = {
            name: hint for name, hint in get_type_hints(cls, include_extras=True).items() if _is_field(hint)
        }
        optional = _optional(cls) if sent else frozenset(getattr(cls, "OMITTED_IF_NONE", ()))
        schema: Schema = {
            **about,
            "type": "object",
            "properties": {field: self._property(cls, field, hint, sent) for field, hint in hints.items()},
            "required": [field for field in hints if field not in optional],
        }
        return {**schema, "additionalProperties": False} if sent else schema

    def _property(self, cls: Any, field: str, hint: Any, sent: bool) -> Schema:
        schema = self.of(hint, sent)
        if field in getattr(cls, "OMITTED_IF_NONE", ()):
            schema["type"] = schema["type"][0]
        if sent and (default := _default(cls, field)) is not None:
            schema["default"] = default
        if note := self.descriptions.note_on(cls, field):
            schema["description"] = note
        return schema


def markdown(docstring: str) -> str:
    """A docstring's marks for code, as Markdown has them."""
    return docstring.replace("``", "`")


def _constraints(rule: FieldRule) -> Schema:
    if isinstance(rule, Text):
        shape = {"format": rule.format, "pattern": rule.pattern}
        least = {"minLength": rule.min} if rule.min else {}
        return {**least, "maxLength": rule.max, **{key: value for key, value in shape.items() if value}}
    if isinstance(rule, Integer):
        return {"minimum": rule.min, "maximum": rule.max}
    return {"format": "date-time"} if isinstance(rule, Instant) else {}


def _is_field(hint: Any) -> bool:
    return hint is not ClassVar and get_origin(hint) is not ClassVar


def _optional(cls: Any) -> frozenset[str]:
    if is_typeddict(cls):
        optional: frozenset[str] = cls.__optional_keys__
        return optional
    return frozenset(field.name for field in fields(cls) if field.default is not MISSING)


def _default(cls: Any, name: str) -> object:
    """A default worth telling: one that is neither null nor empty."""
    if not is_dataclass(cls):
        return None
    default = next(field.default for field in fields(cls) if field.name == name)
    if default is MISSING or not default:
        return None
    return default.value if isinstance(default, Enum) else default
