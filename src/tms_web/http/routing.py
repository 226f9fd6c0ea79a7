"""Routes from functions, each of which names the command or query that it executes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from types import ModuleType
from typing import Any

from litestar import HttpMethod
from litestar.handlers import HTTPRouteHandler

from tms_core.use_cases import Command, Query, UseCase
from tms_web.http.request import OPTION, Endpoint
from tms_web.http.request_body import JsonBody

Handler = Callable[..., Any]
TAG_OPTION = "tag"
PLAIN_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Tag:
    """The heading under which the OpenAPI document lists a module's routes; the module defines it as ``TAG``."""

    name: str
    description: str


def get(
    path: str, query: Query[..., Any], *problem_codes: str, produces: tuple[str, ...] = ()
) -> Callable[[Handler], HTTPRouteHandler]:
    """A GET (and HEAD) that responds with the result of ``query``, as a file of one of the types in ``produces`` if there
    are any."""
    endpoint = _endpoint(path, query, problem_codes, produces=produces)
    return _route((HttpMethod.GET, HttpMethod.HEAD), endpoint)


def post(
    path: str, command: Command[..., Any], *problem_codes: str, status: int = 200
) -> Callable[[Handler], HTTPRouteHandler]:
    """A POST that executes ``command``; ``status`` is 201 if it creates something."""
    return _route((HttpMethod.POST,), _endpoint(path, command, problem_codes, status))


def put(
    path: str, command: Command[..., Any], *problem_codes: str, accepts: tuple[str, ...] = ()
) -> Callable[[Handler], HTTPRouteHandler]:
    """A PUT that executes ``command``. Its body is JSON, or a file of one of the types in ``accepts``."""
    return _route((HttpMethod.PUT,), _endpoint(path, command, problem_codes, accepts=accepts))


def delete(
    path: str, command: Command[..., Any], *problem_codes: str
) -> Callable[[Handler], HTTPRouteHandler]:
    """A DELETE that executes ``command``."""
    return _route((HttpMethod.DELETE,), _endpoint(path, command, problem_codes))


def public(
    path: str,
    *problem_codes: str,
    method: HttpMethod = HttpMethod.GET,
    documented: bool = True,
    produces: tuple[str, ...] = (),
    status: int = 200,
) -> Callable[[Handler], HTTPRouteHandler]:
    """A route that needs no token, described by its handler's docstring."""
    methods = (method, HttpMethod.HEAD) if method is HttpMethod.GET else (method,)

    def decorate(handler: Handler) -> HTTPRouteHandler:
        endpoint = _endpoint(path, handler, problem_codes, status, documented=documented, produces=produces)
        return _route(methods, endpoint)(handler)

    return decorate


def routes_of(module: ModuleType) -> list[HTTPRouteHandler]:
    """The routes that a module declares, under its ``TAG``."""
    routes = [route for route in vars(module).values() if isinstance(route, HTTPRouteHandler)]
    for route in routes:
        route.opt[TAG_OPTION] = getattr(module, "TAG", None)
    return routes


def tag_of(handler: HTTPRouteHandler) -> Tag:
    """The heading of a route. Raises ``LookupError`` if its module has none."""
    tag: Tag | None = handler.opt.get(TAG_OPTION)
    if tag is None:
        raise LookupError(f"{handler.fn.__module__} needs a TAG: its routes are documented.")
    return tag


def endpoint_of(handler: HTTPRouteHandler) -> Endpoint | None:
    """The declaration of a handler; None for those that Litestar adds itself."""
    endpoint: Endpoint | None = handler.opt.get(OPTION)
    return endpoint


def _endpoint(
    path: str,
    source: Handler | UseCase,
    problem_codes: tuple[str, ...],
    status: int = 200,
    documented: bool = True,
    accepts: tuple[str, ...] = (),
    produces: tuple[str, ...] = (),
) -> Endpoint:
    text = cleandoc(source.__doc__ or "")
    summary, _, rest = text.partition("\n")
    return Endpoint(
        name=source.__name__,
        path=path.replace(":str", ""),
        summary=summary.strip(),
        description=rest.strip(),
        rule=source.rule if isinstance(source, UseCase) else None,
        status=status,
        problem_codes=problem_codes,
        documented=documented,
        accepts=accepts,
        produces=produces,
    )


def _route(methods: tuple[HttpMethod, ...], endpoint: Endpoint) -> Callable[[Handler], HTTPRouteHandler]:
    return HTTPRouteHandler(
        PLAIN_PARAMETER.sub(r"{\1:str}", endpoint.path),
        http_method=methods,
        status_code=endpoint.status,
        dto=JsonBody,
        return_dto=None,
        opt={OPTION: endpoint},
    )
