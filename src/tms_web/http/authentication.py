"""From a token to the person who acts: before a body is read, on every route that is not public."""

from collections.abc import Iterable

from litestar.types import ASGIApp, Receive, Scope, Send

from tms_core.application import Application
from tms_core.auth.model import Caller
from tms_core.auth.sign_in import authenticate, verify_token
from tms_core.errors import NotAuthenticated
from tms_web.http.routing import OPTION, Endpoint


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
