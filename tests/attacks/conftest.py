"""One installation for the attacks that leave it usable; those that need settings of their own start another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blackbox.installation import Installation
from tests.services import RunningProduct


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """An installation on SQLite, where passwords cost what they cost users, and which has logged no bug when all attacks
    are over."""
    with RunningProduct({"TMS_LOGIN_FAILURES": "100000"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert [line for line in product.output.splitlines() if _tells_of_a_bug(line)] == []


def _tells_of_a_bug(line: str) -> bool:
    return any(sign in line for sign in ("unexpected_error", "Traceback", "graceful shutdown exceeded"))
