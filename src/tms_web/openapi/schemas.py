"""JSON Schemas of the core's classes, with the validation rules and descriptions of their fields."""

from collections.abc import Mapping
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

import msgspec

from tms_core.application.feature import Documentation, Features
from tms_core.validation import FieldRule, Instant, Integer, ListOf, Text

INTRODUCTION = """\
Plan training sessions, enrol trainees and take attendance.

**Signing in.** `POST /auth/login` returns a token; send it with every other request as `Authorization: Bearer …`.

**Times** are in RFC 3339 format. In requests they must have an offset; in responses they are in UTC.

**Errors** are problem details (RFC 9457, `application/problem+json`). `detail` is a sentence for people, `code` is stable
and for programs; the URL in `type` explains each code. Anything you may not see is 404, as if it did not exist.

**Lists** return a JSON array, `X-Total-Count`, and `Link: <…>; rel="next"` if there is more. Follow that link: reading
on with its `cursor` is equally fast anywhere in the list. Unknown query parameters are ignored, unknown body fields are
errors.

**Concurrent changes.** Users and sessions have a `version`, which is also their `ETag`. Send it in `If-Match`, and you
get 412 with the current state instead of overwriting a change made in between. `PUT` changes only the fields you send.

**Safe retries.** `POST` and `PUT` accept an `Idempotency-Key`: within 24 hours, the same request with the same key gets
the first response again, and nothing is done twice. Responses with errors are not stored.

**Real time.** A read returns `X-Event-Position`: it reflects all events up to that position, and perhaps later ones.
Open a WebSocket at `/ws` (subprotocol `tms.v1`) and send
`{"type": "authenticate", "token": "…", "since": "<position or null>"}` within five seconds. You first receive everything
committed after that position that you may see, in order and complete, then `caught_up`, then each change as it happens.
The data of an event is what the matching read would return to you. You can also read over the socket:
`{"type": "get", "id": "7", "path": "/sessions/?limit=10"}`. docs/realtime.md lists all messages and close codes.
"""


class Descriptions:
    """Names, descriptions and examples of the classes in the document."""

    def __init__(self, features: Features) -> None:
        self._documented = [feature.documentation() for feature in features]
        self._names = {cls: name for each in self._documented for cls, name in each.names.items()}
        self._examples = dict(_example(each) for of in self._documented for each in of.examples)

    def name_of(self, cls: type) -> str:
        """The name of a class in the document."""
        return self._names.get(cls, cls.__name__)

    def note_on(self, cls: type, field: str) -> str | None:
        """The description of a field: from its own feature, or the one that applies to that field everywhere."""
        for documented in self._documented:
            if _is_in(cls, documented) and (note := _note(documented.notes, cls, field)):
                return note
        return None

    def example_of(self, cls: type) -> Any:
        """An example as JSON, or None."""
        return self._examples.get(cls)

    def sent_example_of(self, cls: type) -> Any:
        """As a caller would write it: without nulls."""
        example = self.example_of(cls)
        if not isinstance(example, dict):
            return example
        return {name: value for name, value in example.items() if value is not None}


def _is_in(cls: type, documented: Documentation) -> bool:
    return f"{cls.__module__}.".startswith(f"{documented.package}.")


def _note(notes: Mapping[str, str], cls: type, field: str) -> str | None:
    return notes.get(f"{cls.__name__}.{field}") or notes.get(field)


def _example(example: object) -> tuple[type, Any]:
    if isinstance(example, tuple):
        cls, value = example
        return cls, msgspec.to_builtins(value)
    return type(example), msgspec.to_builtins(example)


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
        self._classes: dict[str, Any] = {}

    def of(self, hint: Any, sent: bool = False) -> Schema:
        """The schema of a type. Input (``sent``) may omit fields with defaults, and allows no other fields."""
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
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1], sent)}
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
        if self._classes.setdefault(name, cls) is not cls:
            both = f"{self._classes[name].__module__} and {cls.__module__}"
            raise ValueError(
                f"{name} is in {both}: rename one, or give it another name in its feature's documentation"
            )
        if name not in self.components:
            self.components[name] = {}  # a class may refer to itself
            self.components[name] = self._described(cls, name, sent)
        return {"$ref": f"#/components/schemas/{name}"}

    def _described(self, cls: Any, name: str, sent: bool) -> Schema:
        about = {"title": name, "description": markdown(" ".join((cls.__doc__ or "").split()))}
        if issubclass(cls, Enum):
            kind = "integer" if issubclass(cls, int) else "string"
            return {**about, "type": kind, "enum": [member.value for member in cls]}
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
    """Converts a docstring's code markup to Markdown."""
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
    return frozenset(
        field.name
        for field in fields(cls)
        if field.default is not MISSING or field.default_factory is not MISSING
    )


def _default(cls: Any, name: str) -> object:
    """A default worth showing: neither null nor empty."""
    if not is_dataclass(cls):
        return None
    default = next(field.default for field in fields(cls) if field.name == name)
    if default is MISSING or not default:
        return None
    return default.value if isinstance(default, Enum) else default
