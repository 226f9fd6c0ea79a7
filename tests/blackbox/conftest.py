"""One real server for each store; the tests of this package share them and the people in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.blackbox.installation import Installation
from tests.services import RunningProduct

if TYPE_CHECKING:
    from tests.services import MariaDB

STORES = ["sqlite", pytest.param("mariadb", marks=pytest.mark.services)]
PATIENT = {"TMS_LOGIN_FAILURES": "100000"}


def variables_for(store: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The setting that gives a product an empty database in this store."""
    if store == "sqlite":
        return {}
    server: MariaDB = request.getfixturevalue("mariadb")
    return {"TMS_DATABASE_URL": server.url(f"tms_{uuid4().hex[:12]}")}


@pytest.fixture(scope="session", params=STORES)
def installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation that does not mind failed sign-ins."""
    with RunningProduct(PATIENT | variables_for(request.param, request)) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


@pytest.fixture(params=STORES)
def store_variables(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of a product with a new, empty database, in each store."""
    return variables_for(request.param, request)


@pytest.fixture(scope="session")
def embedded() -> Iterator[Installation]:
    """An installation on SQLite alone, for what has nothing to do with the store."""
    with RunningProduct(PATIENT) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output
