"""The OpenAPI document holds for requests that Schemathesis generates from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.blackbox.installation import PATIENT, Installation, Someone
from tests.patience import HANGS
from tests.services import RunningProduct

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDS_SIGN_INS = {
    "/auth/change-password",
    "/auth/admin-change-password",
    "/auth/logout",
    "/auth/sign-ins",
    "/auth/sign-ins/{sign_in_id}",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def explored() -> Iterator[Installation]:
    """A separate installation, because generated requests fill its lists."""
    with RunningProduct(PATIENT) as product:
        installed = Installation(product)
        yield installed
        installed.close()


@pytest.fixture(scope="module")
def bystander(explored: Installation) -> Someone:
    """A user to whom anything may be done, with a session of their own."""
    person = explored.add()
    explored.session(trainer_id=explored.admin.id, trainee_ids=[person.id])
    return person


@pytest.mark.parametrize("examples", [5, pytest.param(15, marks=pytest.mark.long)])
def test_every_response_is_as_documented(explored: Installation, bystander: Someone, examples: int) -> None:
    document = schemathesis.openapi.from_url(f"{explored.product.base_url}/schema/openapi.json")
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 25
    broken = []
    for operation in operations:
        try:
            explore(operation, explored, bystander, examples)
        except (AssertionError, BaseExceptionGroup) as error:
            broken.append(f"{operation.label}: {error}")
    assert not broken, "\n\n".join(broken)


def explore(operation: Any, explored: Installation, bystander: Someone, examples: int) -> None:
    """Send generated requests to one operation; the same ones every time."""

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
    def keeps_its_promises(case: schemathesis.Case) -> None:
        caller = explored.add("admin") if case.path.rstrip("/") in ENDS_SIGN_INS else explored.admin
        if str(case.path_parameters.get("user_id")) == str(explored.admin.id):
            case.path_parameters["user_id"] = bystander.id  # the admin is still needed
        authorised = {"Authorization": f"Bearer {caller.token}"}
        case.call_and_validate(headers=authorised, checks=PROMISES, timeout=HANGS)

    keeps_its_promises()
    assert explored.admin.call("GET", "/auth/me").status_code == 200
