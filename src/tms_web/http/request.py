"""One API request: who makes it, and how a command or query answers it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any, ParamSpec, Protocol, TypeVar

import msgspec
from litestar import Request
from litestar.types import ASGIApp, Receive, Scope, Send

from tms_core.actor import Actor, Client
from tms_core.application import Application
from tms_core.application.idempotency import IdempotentRequest
from tms_core.auth.model import Caller
from tms_core.auth.sign_in import authenticate, note_request, verify_token
from tms_core.entity import Page
from tms_core.errors import Invalid, NotAuthenticated
from tms_core.use_cases import Command, Query, Rule
from tms_web.http import query_parameters
from tms_web.http.query_parameters import check_ids
from tms_web.http.request_body import check_not_encoded
from tms_web.http.responses import Headers, RawResponse, etag_header, json_response

T = TypeVar("T")
P = ParamSpec("P")


OPTION = "endpoint"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API contract. ``path`` is written as in the contract; ``rule`` is None if everyone may call
    it; ``problem_codes`` are its own codes, in addition to those implied by its parameters and body. ``accepts`` are the
    media types of a body that is not JSON, ``produces`` those of a response that is not JSON."""

    name: str
    path: str
    summary: str
    description: str
    rule: Rule | None
    status: int = 200
    problem_codes: tuple[str, ...] = ()
    documented: bool = True
    accepts: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()


TAG = re.compile(rb'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e\x80-\xff]*)"')
LIST = re.compile(rb"[ \t]*,[ \t]*")
VERSION = re.compile(rb"([1-9][0-9]{0,15})(?:-.*)?")
"""A version, which a suffix may follow: it tells representations of one version apart, and nothing about changes."""


def expected_versions(if_match: bytes | None) -> frozenset[int] | None:
    """The versions that the header allows; None when it is absent or ``*``.

    Weak tags never match (RFC 9110, section 8.8.3.2), and neither do tags that are not our versions. Raises
    ``Invalid``.
    """
    if if_match is None or if_match.strip() == b"*":
        return None
    tags = [TAG.fullmatch(part.strip()) for part in LIST.split(if_match.strip()) if part.strip()]
    if not tags or not all(tags):
        raise Invalid.field("If-Match", 'must be an entity tag from ETag, such as "3", a list of them, or *')
    strong = [match["tag"] for match in tags if match and not match["weak"]]
    return frozenset(int(match[1]) for tag in strong if (match := VERSION.fullmatch(tag)))


MAX_AGENT_LENGTH = 300


def client_of(scope: Any) -> Client:
    """Where a connection comes from, for people and logs: a valid address or none, and printable text only."""
    peer = scope["client"][0] if scope.get("client") else ""
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    return _client(peer, agent[:MAX_AGENT_LENGTH])


@lru_cache(maxsize=1024)
def _client(peer: str, sent_agent: bytes) -> Client:
    """Cached, because a client sends the same with every request."""
    agent = "".join(letter for letter in sent_agent.decode("ascii", "ignore") if letter.isprintable())
    try:
        address = ip_address(peer)
    except ValueError:
        return Client(agent=agent)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return Client(address=str(mapped or address), agent=agent)


KEY = re.compile(rb"[\x21-\x7e]{1,255}")
EncodedResponse = tuple[int, list[tuple[bytes, bytes]], bytes]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(EncodedResponse).decode


class Encryptor(Protocol):
    """Encrypts stored responses."""

    def encrypt(self, plaintext: bytes) -> bytes:
        """``plaintext``, encrypted."""

    def decrypt(self, encrypted: bytes) -> bytes | None:
        """The plaintext, or None when it can no longer be decrypted."""

    def fingerprint(self, *parts: bytes) -> str:
        """A digest of exactly these parts that reveals nothing about them."""


def idempotent_request(
    encryptor: Encryptor,
    key: bytes,
    request: tuple[str, str, bytes, bytes],
    rendered: Callable[[T], RawResponse[T]],
) -> IdempotentRequest:
    """How the core executes a request (method, path, query, body) exactly once. Raises ``Invalid`` for a malformed key."""
    if not KEY.fullmatch(key):
        raise Invalid.field("Idempotency-Key", "must be 1 to 255 visible ASCII characters")
    method, path, query, body = request

    def render(result: T) -> bytes:
        response = rendered(result)
        return encryptor.encrypt(_pack((response.status, response.raw_headers, response.body)))

    fingerprint = encryptor.fingerprint(method.encode(), path.encode(), query, body)
    return IdempotentRequest(key=key.decode(), fingerprint=fingerprint, render=render)


def decrypt(encryptor: Encryptor, encrypted: bytes) -> RawResponse[Any]:
    """The stored response. Raises ``Invalid`` when the secret has changed since."""
    packed = encryptor.decrypt(encrypted)
    if packed is None:
        raise Invalid.field(
            "Idempotency-Key", "belongs to a response that can no longer be read; use a new key"
        )
    return RawResponse(*_unpack(packed))


class ApiRequest(Request[Actor, Caller, Any]):
    """Litestar's request with everything that the routes need."""

    @property
    def application(self) -> Application:
        """The core."""
        application: Application = self.scope["litestar_app"].state["application"]
        return application

    @property
    def caller(self) -> Caller:
        """The caller, as established by ``authenticated``."""
        caller: Caller = self.scope["auth"]
        return caller

    @property
    def position(self) -> Headers:
        """The position of the event log, read before the data, so that the response is at least as new."""
        return [(b"x-event-position", str(self.caller.position).encode())]

    @property
    def path_params(self) -> dict[str, Any]:
        """A path parameter as text. Raises ``NotFound`` for an id that cannot exist."""
        named: dict[str, Any] = self.scope["path_params"]
        check_ids(named)
        return named

    @property
    def expected_versions(self) -> frozenset[int] | None:
        """The versions that ``If-Match`` allows; None if any version will do. Raises ``Invalid``."""
        return expected_versions(self.header(b"if-match"))

    async def body(self) -> bytes:
        """The body. Raises ``HttpError`` (415) if it is compressed, whatever the route reads it for."""
        body = await super().body()
        if body:
            check_not_encoded(self.scope["headers"])
        return body

    def header(self, name: bytes) -> bytes | None:
        """The value of a header field; repeated fields are joined as in HTTP. ``name`` is in lower case."""
        values = [value for key, value in self.scope["headers"] if key == name]
        return b", ".join(values) if values else None

    async def read(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Respond with the result of a query."""
        result = await self.application.read(query, self.caller.actor, *args, **kwargs)
        return json_response(result, headers=[*self.position, *etag_header(result)])

    async def page(self, query: Query[P, Page[T]], *args: P.args, **kwargs: P.kwargs) -> RawResponse[list[T]]:
        """Respond with one page of a query's results and a link to the next."""
        found = await self.application.read(query, self.caller.actor, *args, **kwargs)
        headers = [*self.position, *query_parameters.page_headers(self.scope, found)]
        return json_response(found.items, headers=headers)

    async def run(self, command: Command[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Execute a command and respond with its result."""
        return await self._carried_out(_changed, command, *args, **kwargs)

    async def create(
        self, location: Callable[[T], str], command: Command[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """Execute a command that creates something, and respond with its location."""

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
    """Litestar middleware: authenticates the caller and stores them in ``scope["auth"]``, or refuses the request.

    Raises ``NotAuthenticated``, and ``NotPermitted`` if the caller's role can never make this request, so that they
    learn it before the body is read. The core applies the same rule again.
    """

    async def identified(scope: Scope, receive: Receive, send: Send) -> None:
        endpoint: Endpoint | None = scope["route_handler"].opt.get(OPTION)
        if endpoint is not None and (rule := endpoint.rule):
            application: Application = scope["litestar_app"].state["application"]
            caller = await caller_of(application, scope)
            note_request(application.services, caller, application.clock())
            scope["auth"] = caller
            rule.admit(caller.actor)
        await app(scope, receive, send)

    return identified


async def caller_of(application: Application, scope: Any) -> Caller:
    """Who sent this request, and from where. Raises ``NotAuthenticated``."""
    credentials = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, token = credentials.partition(b" ")
    if scheme.lower() != b"bearer" or not token.strip():
        raise NotAuthenticated(
            "not_authenticated", "Sign in first, and send the token: Authorization: Bearer …"
        )
    claims = verify_token(application, token.strip().decode("latin-1"))
    return await authenticate(application, claims, client_of(scope))
