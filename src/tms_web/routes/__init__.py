"""The REST API: each feature's routes are in the module of its name.

A handler names its use case, whose docstring describes the operation; that is why handlers have no docstrings.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from litestar import HttpMethod, Response
from litestar.handlers import HTTPRouteHandler

from tms_core.application.feature import Features
from tms_web import site
from tms_web.http.routing import routes_of
from tms_web.routes import docs_pages, health, sockets


def modules_of(features: Features) -> tuple[ModuleType, ...]:
    """The routes of the product's own features, and those that belong to no feature."""
    named = (f"{__name__}.{feature.name}" for feature in features)
    return (*(import_module(name) for name in named if find_spec(name)), health, sockets, site, docs_pages)


def all_routes(modules: Iterable[ModuleType]) -> list[HTTPRouteHandler]:
    """All routes."""
    declared = [route for module in modules for route in routes_of(module)]
    return [*_options(declared), *declared]


def _options(routes: Iterable[HTTPRouteHandler]) -> Sequence[HTTPRouteHandler]:
    """An OPTIONS handler for each path. Litestar's own lists only the methods that were registered first."""
    methods: dict[str, set[str]] = {}
    for route in routes:
        for path in route.paths:
            methods.setdefault(path, {"OPTIONS"}).update(route.http_methods)
    return [_options_handler(path, ", ".join(sorted(allowed))) for path, allowed in methods.items()]


def _options_handler(path: str, allowed: str) -> HTTPRouteHandler:
    async def which_methods() -> Response[None]:
        return Response(None, status_code=204, headers={"Allow": allowed})

    return HTTPRouteHandler(path, http_method=HttpMethod.OPTIONS, status_code=204)(which_methods)
