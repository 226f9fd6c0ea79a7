"""One call of the API: who makes it, and how a command or query answers it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

import msgspec
from litestar import Request
from litestar.types import ASGIApp, Receive, Scope, Send

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.auth.model import Caller
from tms_core.auth.sign_in import authenticate, verify_token
from tms_core.errors import Invalid, NotAuthenticated
from tms_core.idempotency import IdempotentRequest
from tms_core.pagination import Page
from tms_core.use_cases import Command, Query, Rule
from tms_web.http import query_parameters
from tms_web.http.query_parameters import check_ids
from tms_web.http.responses import Headers, RawResponse, etag_header, json_response

T = TypeVar("T")
P = ParamSpec("P")


OPTION = "endpoint"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the contract. ``path`` is as the contract writes it; ``rule`` is None for what everyone may call;
    ``problem_codes`` are the problem codes that are its own, beside those that its shape brings with it."""

    name: str
    path: str
    summary: str
    description: str
    rule: Rule | None
    status: int = 200
    problem_codes: tuple[str, ...] = ()
    documented: bool = True


TAG = re.compile(rb'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e\x80-\xff]*)"')
LIST = re.compile(rb"[ \t]*,[ \t]*")
VERSION = re.compile(rb"[1-9][0-9]{0,15}")


def expected_versions(if_match: bytes | None) -> frozenset[int] | None:
    """The versions that the field allows; None when it is absent or ``*``.

    Weak tags never match (RFC 9110, section 8.8.3.2), nor do tags that are no version of ours. Raises ``Invalid``.
    """
    if if_match is None or if_match.strip() == b"*":
        return None
    tags = [TAG.fullmatch(part.strip()) for part in LIST.split(if_match.strip()) if part.strip()]
    if not tags or not all(tags):
        raise Invalid.field("If-Match", 'must be an entity tag from ETag, such as "3", a list of them, or *')
    strong = [match["tag"] for match in tags if match and not match["weak"]]
    return frozenset(int(tag) for tag in strong if VERSION.fullmatch(tag))


KEY = re.compile(rb"[\x21-\x7e]{1,255}")
EncodedResponse = tuple[int, list[tuple[bytes, bytes]], bytes]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(EncodedResponse).decode


class Encryptor(Protocol):
    """Encrypts stored responses."""

    def encrypt(self, plaintext: bytes) -> bytes:
        """``plaintext``, encrypted."""

    def decrypt(self, encrypted: bytes) -> bytes | None:
        """The plaintext, or None when it cannot be decrypted any more."""

    def fingerprint(self, *parts: bytes) -> str:
        """A digest of exactly these parts that reveals nothing about them."""


def idempotent_request(
    encryptor: Encryptor,
    key: bytes,
    request: tuple[str, str, bytes, bytes],
    rendered: Callable[[T], RawResponse[T]],
) -> IdempotentRequest:
    """How the core carries out a request (method, path, query, body) once. Raises ``Invalid`` for a strange key."""
    if not KEY.fullmatch(key):
        raise Invalid.field("Idempotency-Key", "must be 1 to 255 visible ASCII characters")
    method, path, query, body = request

    def render(result: T) -> bytes:
        response = rendered(result)
        return encryptor.encrypt(_pack((response.status, response.raw_headers, response.body)))

    fingerprint = encryptor.fingerprint(method.encode(), path.encode(), query, body)
    return IdempotentRequest(key=key.decode(), fingerprint=fingerprint, render=render)


def decrypt(encryptor: Encryptor, encrypted: bytes) -> RawResponse[Any]:
    """The answer that was kept. Raises ``Invalid`` when the secret has changed since."""
    packed = encryptor.decrypt(encrypted)
    if packed is None:
        raise Invalid.field(
            "Idempotency-Key", "belongs to a response that can no longer be read; use a new key"
        )
    return RawResponse(*_unpack(packed))


class ApiRequest(Request[Actor, Caller, Any]):
    """Litestar's request, with what every route here needs."""

    @property
    def application(self) -> Application:
        """The core."""
        application: Application = self.scope["litestar_app"].state["application"]
        return application

    @property
    def caller(self) -> Caller:
        """Who is calling, as ``authenticated`` found out."""
        caller: Caller = self.scope["auth"]
        return caller

    @property
    def position(self) -> Headers:
        """How far the event log had come, taken before the data is read, so that the answer is at least as new."""
        return [(b"x-event-position", str(self.caller.position).encode())]

    @property
    def path_params(self) -> dict[str, Any]:
        """What the address names, as text. Raises ``NotFound`` for an id that can be nobody's."""
        named: dict[str, Any] = self.scope["path_params"]
        check_ids(named)
        return named

    @property
    def expected_versions(self) -> frozenset[int] | None:
        """The versions that ``If-Match`` allows; None when any will do. Raises ``Invalid``."""
        return expected_versions(self.header(b"if-match"))

    def header(self, name: bytes) -> bytes | None:
        """A header field's value; several are joined as HTTP allows. ``name`` is in lower case."""
        values = [value for key, value in self.scope["headers"] if key == name]
        return b", ".join(values) if values else None

    async def read(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Show what a query finds."""
        result = await self.application.read(query, self.caller.actor, *args, **kwargs)
        return json_response(result, headers=[*self.position, *etag_header(result)])

    async def page(self, query: Query[P, Page[T]], *args: P.args, **kwargs: P.kwargs) -> RawResponse[list[T]]:
        """Show one page of what a query finds, and where the next one is."""
        found = await self.application.read(query, self.caller.actor, *args, **kwargs)
        headers = [*self.position, *query_parameters.page_headers(self.scope, found)]
        return json_response(found.items, headers=headers)

    async def run(self, command: Command[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Carry out a command and show its result."""
        return await self._carried_out(_changed, command, *args, **kwargs)

    async def create(
        self, location: Callable[[T], str], command: Command[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """Carry out a command that makes something, and say where it is."""

        def created(result: T) -> RawResponse[T]:
            headers = [(b"location", location(result).encode()), *etag_header(result)]
            return json_response(result, 201, headers)

        return await self._carried_out(created, command, *args, **kwargs)

    async def _carried_out(
        self,
        rendered: Callable[[T], RawResponse[T]],
        command: Command[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> RawResponse[T]:
        actor = self.caller.actor
        key = self.header(b"idempotency-key")
        if key is None or self.method == "DELETE":
            return rendered(await self.application.run(command, actor, *args, **kwargs))
        encryptor: Encryptor = self.scope["litestar_app"].state["encryptor"]
        request = (self.method, self.scope["path"], self.scope["query_string"], await self.body())
        once = idempotent_request(encryptor, key, request, rendered)
        encrypted = await self.application.run_once(once, command, actor, *args, **kwargs)
        return decrypt(encryptor, encrypted)


def _changed(result: T) -> RawResponse[T]:
    return json_response(result, headers=etag_header(result))


def authenticated(app: ASGIApp) -> ASGIApp:
    """Litestar middleware: finds the caller and leaves them in ``scope["auth"]``, or refuses.

    Raises ``NotAuthenticated``, and ``NotPermitted`` for those whose role can never make this call, so that they
    learn it before their body is looked at. The core asks the same rule again.
    """

    async def identified(scope: Scope, receive: Receive, send: Send) -> None:
        endpoint: Endpoint | None = scope["route_handler"].opt.get(OPTION)
        if endpoint is not None and (rule := endpoint.rule):
            application: Application = scope["litestar_app"].state["application"]
            caller = await caller_of(application, scope["headers"])
            scope["auth"] = caller
            rule.admit(caller.actor)
        await app(scope, receive, send)

    return identified


async def caller_of(application: Application, headers: Iterable[tuple[bytes, bytes]]) -> Caller:
    """Who sent these header fields. Raises ``NotAuthenticated``."""
    credentials = next((value for name, value in headers if name == b"authorization"), b"")
    scheme, _, token = credentials.partition(b" ")
    if scheme.lower() != b"bearer" or not token.strip():
        raise NotAuthenticated(
            "not_authenticated", "Sign in first, and send the token: Authorization: Bearer …"
        )
    return await authenticate(application, verify_token(application, token.strip().decode("latin-1")))
