"""The composition root: the only module of the web layer that knows the adapters. It connects them to the core."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.types import ASGIApp

from tms_adapters import sql
from tms_adapters.calendars import calendar_writer
from tms_adapters.reports.subprocess_renderer import renderers
from tms_adapters.security import Argon2Hasher, JwtTokens, load_or_create_secret
from tms_adapters.security.encryption import Encryptor
from tms_adapters.sql.maintenance import copying
from tms_adapters.sql.maintenance.copying import Copied as Copied
from tms_adapters.sql.maintenance.inspection import Inspection
from tms_adapters.sql.maintenance.inspection import in_daemon_thread as in_daemon_thread
from tms_adapters.temporary import claimed as claimed
from tms_adapters.temporary import remove_abandoned as remove_abandoned
from tms_adapters.temporary import temporary_folder as temporary_folder
from tms_core.application import Application, Store
from tms_core.application.upkeep import keep_tidy
from tms_core.auth.sign_ins import keep_last_seen, store_at_exit
from tms_core.catalogue import FEATURES
from tms_core.consumers.retention import Retention, keep_pruned
from tms_core.consumers.runner import Consumers
from tms_core.errors import requires_extra
from tms_core.mail.delivery import Composer, Transport
from tms_core.mail.sender import MailSender
from tms_core.realtime.feed import Feed
from tms_core.reports.model import Format, ReportRenderer
from tms_core.security.log import NoSecurityLog
from tms_core.unit_of_work import OrganisationSettings, Services
from tms_web.http.errors import to_response
from tms_web.http.request import ApiRequest, authenticated
from tms_web.middleware.edge import Edge, EdgeRules
from tms_web.middleware.origins import AllowedHosts, AllowedOrigins, Cors
from tms_web.observability.logging import StructuredSecurityLog, configure_logging, configure_logging_if_unset
from tms_web.observability.metrics import ConsumerFigures, MailFigures
from tms_web.openapi import document_of
from tms_web.realtime.client_messages import DataRequests
from tms_web.realtime.frames import frame_of
from tms_web.realtime.socket_registry import SocketRegistry
from tms_web.routes import all_routes, modules_of
from tms_web.routes.calendars import Feeds
from tms_web.routes.reports import ReportLimiter
from tms_web.routes.sockets import SocketEndpoint
from tms_web.settings import Settings

OBJECTS_BETWEEN_COLLECTIONS = 10_000

FIXED_BY = {
    "name": "TMS_ORGANISATION",
    "time_zone": "TMS_TIME_ZONE",
    "password_min_length": "TMS_PASSWORD_MIN_LENGTH",
}
"""The organisation's settings that the environment can fix, and by which variable."""


async def prepare_database(settings: Settings, progress: Callable[[int, int], None] | None = None) -> None:
    """Create the database if it does not exist, and migrate its schema to the current version. ``progress`` is called
    with the steps done and their total."""
    await sql.migrate(settings.database_url, progress=progress)


def migration_sql(settings: Settings) -> str:
    """The SQL that would create the schema."""
    return sql.migration_sql(settings.database_url)


async def copy_database(
    settings: Settings, target_url: str, *, live: bool, progress: Callable[[int, int], None]
) -> Copied:
    """Copy all data to another database; see ``tms_adapters.sql.maintenance.copying``. Raises ``ValueError`` with a
    reason."""
    return await copying.copy_database(settings.database_url, target_url, live=live, progress=progress)


def inspection(settings: Settings) -> Inspection:
    """The read-only inspector of the configured database."""
    return Inspection(settings.database_url)


async def ping_bus(url: str) -> None:
    """Ping Redis. Raises ``Unavailable`` with the reason when it does not respond."""
    with requires_extra("redis"):
        from tms_adapters.redis_bus import ping
    await ping(url)


async def build_application(settings: Settings) -> Application:
    """The core on the configured database; creates the keys that do not exist. Raises ``Unavailable`` when it cannot be
    reached."""
    _data_key(settings)
    return application_on(await sql.open_store(settings.database_url), settings)


def application_on(store: Store, settings: Settings) -> Application:
    """The core on the given store."""
    organisation = OrganisationSettings(
        password_min_length=settings.password_min_length,
        sign_in_failures=settings.login_failures,
        temporary_password_lifetime=timedelta(days=settings.temporary_password_days),
        idle_timeout=None if settings.idle_minutes is None else timedelta(minutes=settings.idle_minutes),
        time_zone=settings.time_zone,
        name=settings.organisation,
        sources=FIXED_BY,
    )
    services = Services(
        passwords=Argon2Hasher(),
        tokens=JwtTokens(_secret(settings), settings.token_minutes),
        organisation=organisation,
        mail=settings.mail,
    )
    return Application(store, services)


def mail_delivery(settings: Settings) -> tuple[Composer, Transport]:
    """What writes mails, and what delivers them: to the mail server, or to files if there is none."""
    with requires_extra("mail"):
        from tms_adapters.mail.composer import MailComposer
        from tms_adapters.mail.files import FileTransport
        from tms_adapters.mail.smtp import SmtpTransport

    name, address = settings.mail_from
    composer = MailComposer(address, settings.public_url, name)
    if settings.smtp_url is None:
        return composer, FileTransport(settings.mail_path)
    return composer, SmtpTransport(settings.smtp_url)


def report_renderers(settings: Settings) -> Mapping[Format, ReportRenderer]:
    """The renderer that turns reports into files."""
    return renderers(settings.paper)


async def close_application(application: Application) -> None:
    """Close the database."""
    await application.store.close()


def create_app() -> ASGIApp:
    """The ASGI application that the server runs (``uvicorn --factory tms_web.app:create_app``), configured from the
    environment.

    The database is opened at start-up and closed at shutdown. Its schema must already be up to date.
    """
    configure_logging()
    settings = Settings.from_environment()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Application]:
        application = await build_application(settings)
        _keep_security_log(application, _data_key(settings))
        _collect_rarely()
        try:
            yield application
        finally:
            await close_application(application)

    return _web(settings, opened)


def create_asgi_app(
    application: Application, settings: Settings, routes: Sequence[ModuleType] = ()
) -> ASGIApp:
    """The web layer around an application that the caller opens and closes. WebSockets need the server's lifespan
    events.

    ``routes`` are route modules of additional features. Raises ``LookupError`` for a route that names a problem code no
    feature declares, or whose module has no ``TAG``.

    Logs are JSON on standard error, unless the program has already configured structlog. They include the security log,
    unless the application has one of its own.
    """
    configure_logging_if_unset()
    if isinstance(application.services.security_log, NoSecurityLog):
        _keep_security_log(application, settings.data_key or _secret(settings))
    if routes:
        document_of(_litestar(routes), application.store.features)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Application]:
        yield application

    return _web(settings, opened, routes, application=application)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document."""
    return document_of(_litestar(), FEATURES)


def _web(
    settings: Settings,
    opened: Callable[[], AbstractAsyncContextManager[Application]],
    routes: Sequence[ModuleType] = (),
    **state: Any,
) -> ASGIApp:
    sockets = SocketEndpoint(AllowedOrigins(settings.cors_origins))

    @asynccontextmanager
    async def lifespan(web: Litestar) -> AsyncIterator[None]:
        async with opened() as application, _live(application, settings, DataRequests(edge)) as registry:
            web.state["application"] = application
            sockets.registry = registry
            yield
            sockets.registry = None

    web = _litestar(
        routes,
        state=State(_services(settings) | state),
        lifespan=[lifespan],
        request_max_body_size=settings.max_body_bytes,
    )
    rules = EdgeRules(
        hosts=AllowedHosts(settings.allowed_hosts) if settings.allowed_hosts else None,
        cors=Cors(settings.cors_origins) if settings.cors_origins else None,
        trusted_proxies=settings.trusted_proxies,
    )
    edge = Edge(web, sockets, rules)
    return edge


@asynccontextmanager
async def _live(
    application: Application, settings: Settings, requests: DataRequests
) -> AsyncIterator[SocketRegistry]:
    """The event feed, the sockets it is delivered to, and the services they depend on."""
    retention = Retention(events=settings.max_events, age=timedelta(days=settings.event_days))
    async with AsyncExitStack() as running:
        if settings.bus_url is not None:
            # Imported only if needed, because it would slow down every start.
            with requires_extra("redis"):
                from tms_adapters.redis_bus import RedisBus

            state = await application.store.log.state()
            application.bus = await running.enter_async_context(RedisBus(settings.bus_url, state.head.epoch))
        feed = await running.enter_async_context(Feed(application, frame_of))
        running.push_async_callback(store_at_exit, application)
        work = keep_pruned(application, retention), keep_last_seen(application), keep_tidy(application)
        for each in work:
            running.callback(asyncio.create_task(each).cancel)
        await running.enter_async_context(Consumers(application, ConsumerFigures()))
        delivery = mail_delivery(settings)
        await running.enter_async_context(MailSender(application, *delivery, MailFigures()))
        yield await running.enter_async_context(SocketRegistry(feed, requests, settings.max_sockets))


def _litestar(routes: Sequence[ModuleType] = (), **options: Any) -> Litestar:
    return Litestar(
        all_routes((*modules_of(FEATURES), *routes)),
        request_class=ApiRequest,
        middleware=[authenticated],
        exception_handlers={Exception: to_response},
        openapi_config=None,
        logging_config=None,
        **options,
    )


def _collect_rarely() -> None:
    """Have Python look for reference cycles less often, and never again in what was loaded at start-up: one long list
    creates as many objects as otherwise pass between several searches, and none of them is in a cycle."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def _secret(settings: Settings) -> str:
    return settings.secret_key or load_or_create_secret(settings.secret_path)


def _data_key(settings: Settings) -> str:
    """The key for what must remain readable when the secret is replaced. It belongs to the backup."""
    return settings.data_key or load_or_create_secret(settings.data_key_path)


def _keep_security_log(application: Application, key: str) -> None:
    log = StructuredSecurityLog(Encryptor(key, "security log").fingerprint)
    links = Encryptor(key, "links")
    application.services = replace(
        application.services, security_log=log, link_hash=lambda token: links.fingerprint(token.encode())
    )


def _services(settings: Settings) -> dict[str, Any]:
    """The services that routes need in addition to the core."""
    return {
        "encryptor": Encryptor(_secret(settings), "idempotency"),
        "calendars": Feeds(calendar_writer),
        "reports": ReportLimiter(report_renderers(settings), settings.max_reports),
    }
