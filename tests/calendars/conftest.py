"""A running installation whose feeds other programs read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blackbox.installation import PATIENT, Installation
from tests.services import RunningProduct


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with RunningProduct(PATIENT) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output
