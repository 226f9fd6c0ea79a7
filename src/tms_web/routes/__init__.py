"""The REST contract, one file of routes for each feature.

A handler names its use case, and the use case's docstring describes the call; that is why handlers have none.
"""

from collections.abc import Iterable, Sequence

from litestar import HttpMethod, Response
from litestar.handlers import HTTPRouteHandler

from tms_web.routes import (
    accounts,
    analytics,
    assignments,
    client,
    pages,
    reports,
    service,
    sessions,
    sockets,
    users,
)

FEATURES = (accounts, users, sessions, assignments, analytics, reports, service, sockets, client, pages)


def _routes_of(module: object) -> list[HTTPRouteHandler]:
    return [route for route in vars(module).values() if isinstance(route, HTTPRouteHandler)]


def _options(routes: Iterable[HTTPRouteHandler]) -> Sequence[HTTPRouteHandler]:
    """An OPTIONS handler for each path. Litestar's own names only the methods that were registered first."""
    methods: dict[str, set[str]] = {}
    for route in routes:
        for path in route.paths:
            methods.setdefault(path, {"OPTIONS"}).update(route.http_methods)
    return [_options_handler(path, ", ".join(sorted(allowed))) for path, allowed in methods.items()]


def _options_handler(path: str, allowed: str) -> HTTPRouteHandler:
    async def which_methods() -> Response[None]:
        return Response(None, status_code=204, headers={"Allow": allowed})

    return HTTPRouteHandler(path, http_method=HttpMethod.OPTIONS, status_code=204)(which_methods)


_features = [route for module in FEATURES for route in _routes_of(module)]
ROUTES: list[HTTPRouteHandler] = [*_options(_features), *_features]
"""Everything there is to call."""
