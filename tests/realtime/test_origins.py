"""Who may open a socket: pages of the installation, allowed origins, and programs; within its limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blackbox.installation import Installation
from tests.realtime.client import Connect, refusal
from tests.realtime.raw_socket import RawSocket
from tests.services import RunningProduct

ALLOWED = "https://intranet.example.org"
TOO_MANY = 4429
SETTINGS = {
    "TMS_CORS_ORIGINS": f"{ALLOWED}, https://other.example.org",
    "TMS_ALLOWED_HOSTS": "127.0.0.1, training.example.org",
    "TMS_MAX_SOCKETS": "2",
}


@pytest.fixture(scope="module")
def configured() -> Iterator[Installation]:
    """An installation whose operator has configured all of these."""
    with RunningProduct(SETTINGS) as product:
        installed = Installation(product)
        yield installed
        installed.close()


def own_origin(product: RunningProduct) -> str:
    return f"http://{product.host}:{product.port}"


def upgrade(product: RunningProduct, **headers: str) -> int:
    with RawSocket(product, 65536) as client:
        return client.upgrade(**headers)


def test_pages_of_other_origins_are_refused_before_the_upgrade(configured: Installation) -> None:
    product = configured.product
    for origin in (
        "https://evil.example.org",
        "null",
        "",
        "file://",
        f"http://{product.host}:{product.port + 1}",
        f"http://{product.host}",
        f"{own_origin(product)}.evil.example.org",
        f"http://evil.example.org:{product.port}",
        f"http://evil.example.org@{product.host}:{product.port}",
        f"{ALLOWED}:8443",
        f"{ALLOWED}.evil.example.org",
        f"evil-{ALLOWED}",
        "http://intranet.example.org",
        "https://[evil",
    ):
        assert upgrade(product, Origin=origin) == 403, origin


def test_the_own_origin_allowed_origins_and_programs_without_one_are_accepted(
    configured: Installation, installation: Installation
) -> None:
    for product in (configured.product, installation.product):
        assert upgrade(product) == 101
        assert upgrade(product, Origin=own_origin(product)) == 101
    assert upgrade(configured.product, Origin=ALLOWED) == 101
    assert upgrade(installation.product, Origin=ALLOWED) == 403


def test_the_own_origin_is_accepted_behind_a_tls_terminating_proxy(configured: Installation) -> None:
    product, host = configured.product, "training.example.org"
    assert upgrade(product, Host=host, Origin=f"https://{host}") == 101
    assert upgrade(product, Host=host, Origin="https://evil.example.org") == 403


def test_sockets_are_refused_for_hosts_that_are_not_allowed(configured: Installation) -> None:
    evil = "evil.example.org"
    assert 400 <= upgrade(configured.product, Host=evil) < 500
    assert 400 <= upgrade(configured.product, Host=evil, Origin=f"http://{evil}") < 500


async def test_the_operator_can_limit_the_sockets_of_a_user(
    configured: Installation, connect: Connect
) -> None:
    sockets = [await connect(configured.admin) for _ in range(2)]
    assert await refusal(configured.product.base_url, configured.admin.token) == TOO_MANY
    assert all([await socket.is_alive() for socket in sockets])
