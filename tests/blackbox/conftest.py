"""One real server per store; the tests of this package share them and their users."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blackbox.installation import PATIENT, STORES, Installation, variables_for
from tests.services import RunningProduct


@pytest.fixture(scope="session", params=STORES)
def installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation with a high limit on failed sign-ins."""
    with RunningProduct(PATIENT | variables_for(request.param, request)) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


@pytest.fixture(params=STORES)
def store_variables(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of a product with a new, empty database, for each store."""
    return variables_for(request.param, request)


@pytest.fixture(scope="session")
def embedded() -> Iterator[Installation]:
    """An installation on SQLite, for tests that do not depend on the store."""
    with RunningProduct(PATIENT) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output
