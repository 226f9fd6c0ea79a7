"""One call of the API: who makes it, and how a command or query answers it."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from litestar import Request

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.auth.model import Caller
from tms_core.pagination import Page
from tms_core.use_cases import Command, Query
from tms_web.http import idempotency, pagination
from tms_web.http.preconditions import expected_versions
from tms_web.http.query_parameters import check_ids
from tms_web.http.responses import Headers, RawResponse, etag_header, json_response

P = ParamSpec("P")
T = TypeVar("T")


class ApiRequest(Request[Actor, Caller, Any]):
    """Litestar's request, with what every route here needs."""

    @property
    def application(self) -> Application:
        """The core."""
        application: Application = self.scope["litestar_app"].state["application"]
        return application

    @property
    def caller(self) -> Caller:
        """Who is calling, as ``tms_web.http.authentication`` found out."""
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
        headers = [*self.position, *pagination.page_headers(self.scope, found)]
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
        encryptor: idempotency.Encryptor = self.scope["litestar_app"].state["encryptor"]
        request = (self.method, self.scope["path"], self.scope["query_string"], await self.body())
        once = idempotency.idempotent_request(encryptor, key, request, rendered)
        encrypted = await self.application.run_once(once, command, actor, *args, **kwargs)
        return idempotency.decrypt(encryptor, encrypted)


def _changed(result: T) -> RawResponse[T]:
    return json_response(result, headers=etag_header(result))
