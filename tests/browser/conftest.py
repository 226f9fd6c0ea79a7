"""The real product in a real Chromium. Start with ``browsers.open("/account", who=people["trainer"])``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.blackbox.installation import PATIENT, STORES, Installation, Someone, variables_for
from tests.browser.browsers import PHONE, Browsers, NewContext, find_browser
from tests.patience import HANGS, patience
from tests.services import RunningProduct
from tms_web import site

ROLES = ("admin", "trainer", "trainee")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker("slow")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite is enough for the user interface. Tests marked ``every_store`` run on all stores, those marked
    ``every_store("long")`` on all but SQLite only in ``make test-all``."""
    marker = metafunc.definition.get_closest_marker("every_store")
    stores = STORES if marker else ["sqlite"]
    if marker and marker.args:
        stores = ["sqlite", pytest.param("mariadb", marks=[pytest.mark.services, pytest.mark.long])]
    for name in ("installation", "restartable_installation"):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, stores, indirect=True)


@pytest.fixture(autouse=True)
def patient() -> None:
    """How long a page may take to show something, given the machine's current speed."""
    expect.set_options(timeout=1000 * min(HANGS, patience()))


# pytest-playwright's own fixtures last for the whole session, with a running event loop in which asynchronous tests of
# the same process cannot run. These end with the package.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright, pytestconfig: pytest.Config) -> Iterator[Browser]:
    """The installed Chromium; as root it has to run without its sandbox."""
    launched = playwright.chromium.launch(
        executable_path=find_browser(),
        headless=not pytestconfig.getoption("--headed"),
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="package")
def browser_context_args() -> dict[str, Any]:
    return {}


@pytest.fixture(scope="session")
def installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A product with the client. A test that stops one, or needs other settings, starts its own."""
    assert site.page() is not None, "the client is not built: run `make client`"
    with RunningProduct(PATIENT | variables_for(request.param, request)) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()
        assert "unexpected_error" not in product.output


@pytest.fixture
def restartable_installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A product that the test may stop."""
    with RunningProduct(PATIENT | variables_for(request.param, request)) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()


@pytest.fixture(scope="session")
def people(installation: Installation) -> dict[str, Someone]:
    """A user of each role. A test that changes them creates its own: ``installation.add("trainer")``."""
    return {role: installation.add(role) for role in ROLES}


@pytest.fixture
def admin(installation: Installation) -> Someone:
    """The admin that every installation has."""
    return installation.admin


@pytest.fixture
def trainer(installation: Installation) -> Someone:
    """A trainer for this test only."""
    return installation.add("trainer")


@pytest.fixture
def trainee(installation: Installation) -> Someone:
    """A trainee for this test only."""
    return installation.add("trainee")


@pytest.fixture
def browsers(installation: Installation, new_context: NewContext) -> Iterator[Browsers]:
    """Opens pages; the test fails on any error, warning or violation of the content security policy."""
    opened = Browsers(installation, new_context)
    yield opened
    assert opened.complaints == []


@pytest.fixture
def admin_page(browsers: Browsers, people: dict[str, Someone]) -> Page:
    """A page with an admin signed in."""
    return browsers.open(who=people["admin"])


@pytest.fixture
def trainer_page(browsers: Browsers, people: dict[str, Someone]) -> Page:
    """A page with a trainer signed in."""
    return browsers.open(who=people["trainer"])


@pytest.fixture
def trainee_page(browsers: Browsers, people: dict[str, Someone]) -> Page:
    """A page with a trainee signed in."""
    return browsers.open(who=people["trainee"])


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Options for ``browsers.open``: a test that takes this runs on a desktop and a phone screen."""
    return {} if request.param == "desktop" else {"viewport": PHONE, "has_touch": True, "is_mobile": True}
