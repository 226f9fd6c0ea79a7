"""Request bodies: JSON, parsed strictly into the core's own input types.

Normally this is a single msgspec decode. Only when something is wrong is the body parsed a second time, more slowly, to
report all invalid fields at once in plain language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Schema
from msgspec import UNSET, Struct, UnsetType

from tms_core.errors import FieldError, Invalid
from tms_core.validation import MAX_ID, Choice, rules_of, validated
from tms_web.http.errors import NO_INSTANT, HttpError, http_problem, names_no_instant, path_in, to_message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Input:
    """A dataclass or TypedDict of the core (``cls``) that callers send.

    ``hints`` are its field types for the decoder, ``nested`` the fields that hold lists of further inputs.
    ``wire_type`` accepts exactly these fields, with no unknown fields and no coercion; optional fields that are absent
    read ``UNSET`` or their default.
    """

    cls: Any
    hints: Mapping[str, Any]
    required: frozenset[str]
    nested: Mapping[str, "Input"]
    wire_type: type[Struct]


@cache
def input_of(cls: Any) -> Input:
    """The metadata of an input class of the core."""
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
    defaults = {field.name: field.default for field in fields(cls) if field.default is not MISSING}
    made = {
        field.name: msgspec.field(default_factory=field.default_factory)
        for field in fields(cls)
        if field.default_factory is not MISSING
    }
    return defaults | made


def _typed_dict_defaults(cls: Any) -> dict[str, Any]:
    return dict.fromkeys(cls.__optional_keys__, UNSET)


def _wire_hint(hint: Any) -> Any:
    """The same hint without the core's validation rules, with classes replaced by strict types."""
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
    """The input class of the elements of a list, or None."""
    if _is_input(hint):
        return hint
    return next((inner for part in get_args(hint) if (inner := _nested_class(part))), None)


def _is_input(hint: Any) -> bool:
    return isinstance(hint, type) and (is_dataclass(hint) or is_typeddict(hint))


MALFORMED_JSON = http_problem(400, "malformed_json", "The request body is not valid JSON.")
UNSUPPORTED_MEDIA_TYPE = http_problem(
    415,
    "unsupported_media_type",
    "Request bodies must be JSON in UTF-8, with Content-Type: application/json.",
)
UNSUPPORTED_CONTENT_ENCODING = http_problem(
    415,
    "unsupported_content_encoding",
    "Request bodies must be sent as they are, without compression: leave Content-Encoding out.",
)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
MAX_ERRORS = 100


class JsonBody(AbstractDTO[Any]):
    """Litestar's hook for parsing the ``data`` of a handler: passes the bytes to the reader of its annotation."""

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:
        """Nothing to prepare: readers are created on first use."""

    @classmethod
    def create_openapi_schema(cls, *_: Any, **__: Any) -> Schema:
        """Unused: ``tms_web.openapi`` describes bodies."""
        return Schema()

    def decode_bytes(self, value: bytes) -> Any:
        """The core's input. Raises ``HttpError`` (400, 415) and ``Invalid``."""
        check_json(self.asgi_connection.scope["headers"])
        annotation = self.asgi_connection.route_handler.parsed_data_field.annotation
        return reader_of(annotation).read(value)


def check_not_encoded(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Check that the body is sent as it is (RFC 9110, section 8.4). Raises ``HttpError`` (415)."""
    for name, value in headers:
        if name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            detail = "Send the body as it is, without compression: leave Content-Encoding out."
            raise HttpError(UNSUPPORTED_CONTENT_ENCODING, detail, [(b"accept-encoding", b"identity")])


def check_json(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Check that the content type is JSON in UTF-8. Raises ``HttpError`` (415)."""
    content_type = next((value for name, value in headers if name == b"content-type"), b"")
    if content_type != b"application/json" and not _is_json(content_type.decode("latin-1")):
        detail = "Send the body as JSON in UTF-8, with Content-Type: application/json."
        raise HttpError(UNSUPPORTED_MEDIA_TYPE, detail, [(b"accept-post", b"application/json")])


def _is_json(content_type: str) -> bool:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        return False
    charsets = [part[8:].strip('"') for part in parameters if part.startswith("charset=")]
    return all(charset in ("utf-8", "utf8") for charset in charsets)


class BodyReader(Generic[T]):
    """Reads bodies of one input type."""

    def __init__(self, cls: Callable[..., T]) -> None:
        self._input = input_of(cls)
        self._decode = msgspec.json.Decoder(self._input.wire_type, strict=True).decode

    def read(self, body: bytes) -> T:
        """The core's input. Raises ``HttpError`` 400 if the body is not JSON, and ``Invalid`` if its content is wrong."""
        try:
            built: T = _built(self._input, self._decode(body))
            return built
        except UNREADABLE:
            return self._read_leniently(_parsed(body))
        except Invalid as error:
            raise Invalid(_problems(self._input, _parsed(body)) or error.errors, error.code) from None

    def _read_leniently(self, raw: Any) -> T:
        """The core's input from parsed JSON whose spelling the decoder refuses: numbers such as ``60.0``."""
        try:
            built: T = _built(self._input, msgspec.convert(raw, self._input.wire_type, strict=True))
            return built
        except msgspec.ValidationError:
            raise Invalid(_problems(self._input, raw)) from None
        except Invalid as error:
            raise Invalid(_problems(self._input, raw) or error.errors, error.code) from None


@cache
def reader_of(cls: Callable[..., T]) -> BodyReader[T]:
    """The reader for a dataclass or TypedDict of the core."""
    return BodyReader(cls)


def _built(wanted: Input, decoded: Any) -> Any:
    values = msgspec.structs.asdict(decoded)
    for name, nested in wanted.nested.items():
        if values[name] is not UNSET:
            values[name] = tuple(_built(nested, item) for item in values[name])
    if is_typeddict(wanted.cls):
        return validated(wanted.cls, {name: value for name, value in values.items() if value is not UNSET})
    return wanted.cls(**values)


BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _parsed(body: bytes) -> Any:
    """The JSON value. Some programs write a byte order mark first, which readers may ignore (RFC 8259, section
    8.1); and ``60.0`` is the whole number 60, because JSON has only one kind of number."""
    try:
        return _with_whole_numbers(msgspec.json.decode(body.removeprefix(BYTE_ORDER_MARK)))
    except UNREADABLE as error:
        reason = (
            str(error)
            if type(error) is msgspec.DecodeError
            else "it contains something that JSON does not allow"
        )
        raise HttpError(MALFORMED_JSON, f"The request body is not valid JSON: {reason}.") from None


def _with_whole_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_ID:
        return int(value)
    if isinstance(value, list):
        return [_with_whole_numbers(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_whole_numbers(item) for name, item in value.items()}
    return value


def _problems(wanted: Input, raw: Any, place: str = "") -> list[FieldError]:
    """All errors in a JSON value that should be an object; ``place`` is the path to it."""
    if not isinstance(raw, dict):
        return [FieldError(place.rstrip(".") or "body", "must be a JSON object")]
    errors = [
        FieldError(f"{place}{name[:MAX_ERRORS]}", "is not a field of this request")
        for name in raw
        if name not in wanted.hints
    ]
    for name in wanted.hints:
        if name in raw:
            errors += _field_problems(wanted, name, raw[name], f"{place}{name}")
        elif name in wanted.required:
            errors.append(FieldError(f"{place}{name}", "is required"))
    return errors[:MAX_ERRORS]


def _field_problems(wanted: Input, name: str, value: Any, place: str) -> list[FieldError]:
    if (nested := wanted.nested.get(name)) and isinstance(value, list):
        return [
            error
            for index, item in enumerate(value)
            for error in _problems(nested, item, f"{place}.{index}.")
        ]
    rule = rules_of(wanted.cls).get(name)
    try:
        converted = msgspec.convert(value, wanted.hints[name], strict=True)
    except msgspec.ValidationError as error:
        if isinstance(value, str) and names_no_instant(value) and "RFC3339" in str(error):
            return [FieldError(place, NO_INSTANT)]
        choices = tuple(str(member.value) for member in rule.members) if isinstance(rule, Choice) else ()
        return [FieldError(place + path_in(str(error)), to_message(str(error), choices))]
    if rule is None or converted is None:
        return []
    problem = rule.problem(rule.clean(converted))
    return [FieldError(place, problem)] if problem else []
