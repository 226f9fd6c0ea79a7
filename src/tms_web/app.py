"""The composition root: the one module of the web that knows adapters, and wires them to the core."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.types import ASGIApp

from tms_adapters import sql
from tms_adapters.security import Argon2Hasher, JwtTokens, Sealer, load_or_create_secret
from tms_core.application import Application
from tms_core.unit_of_work import Policy, Services, Store
from tms_web.auth import authenticated
from tms_web.calls import Call
from tms_web.errors import answer_to
from tms_web.logs import configure_logging
from tms_web.middleware.cors import Cors
from tms_web.middleware.edge import Edge, EdgeRules
from tms_web.middleware.hosts import AllowedHosts
from tms_web.openapi import document_of
from tms_web.routes import all_routes
from tms_web.settings import Settings
