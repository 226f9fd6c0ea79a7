"""The OpenAPI document describes what the API does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.web.conftest import Web
from tms_core.catalogue import FEATURES
from tms_core.mail.model import MailState
from tms_web.app import openapi_document
from tms_web.http.errors import problems_of
from tms_web.openapi.schemas import Descriptions, Schemas

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
DOCUMENT = openapi_document()
PROBLEMS = problems_of(FEATURES)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_the_committed_document_is_the_current_one() -> None:
    text = json.dumps(DOCUMENT, indent=2, ensure_ascii=False) + "\n"
    assert COMMITTED.read_text("utf-8") == text, "run `tms openapi --out docs/openapi.json`"


async def test_the_document_is_served(web: Web) -> None:
    served = await web.call("GET", "/schema/openapi.json")
    assert served.headers["Content-Type"] == "application/json"
    assert served.json() == json.loads(json.dumps(DOCUMENT))


@pytest.mark.parametrize(
    "call",
    [
        "POST /auth/login",
        "POST /auth/change-password",
        "POST /auth/reset-password/{user_id}",
        "POST /auth/admin-change-password",
        "GET /auth/me",
        "POST /auth/logout",
        "GET /audit/passwords",
        "GET /users/",
        "POST /users/",
        "GET /users/{user_id}",
        "PUT /users/{user_id}",
        "DELETE /users/{user_id}",
        "GET /sessions/",
        "POST /sessions/",
        "GET /sessions/conflicts",
        "GET /sessions/{session_id}",
        "PUT /sessions/{session_id}",
        "DELETE /sessions/{session_id}",
        "POST /sessions/{session_id}/trainees",
        "DELETE /sessions/{session_id}/trainees/{trainee_id}",
        "PUT /sessions/{session_id}/attendance",
        "GET /assignments/",
        "POST /assignments/",
        "DELETE /assignments/{student_id}/{teacher_id}",
        "GET /analytics/users",
        "GET /analytics/sessions",
        "GET /analytics/overview",
        "GET /analytics/attention",
        "GET /progress/trainees/{trainee_id}",
        "GET /reports/generate",
        "GET /health",
        "GET /health/live",
        "GET /health/ready",
        "GET /metrics",
    ],
)
def test_every_operation_of_the_contract_is_documented(call: str) -> None:
    method, path = call.split()
    operation = DOCUMENT["paths"][path][method.lower()]
    assert operation["summary"].endswith(".")
    assert "``" not in operation["summary"] + operation["description"]


def test_operation_ids_are_unique() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)


def test_operations_that_need_a_token_say_so_and_document_401() -> None:
    for method, path, operation in operations():
        guarded = bool(operation["security"])
        public = (
            "POST /auth/forgot-password",
            "POST /auth/login",
            "POST /auth/confirm-email",
            "POST /auth/set-password",
            "GET /auth/options",
            "GET /calendar/{file}",
            "GET /organisation/logo",
        )
        expected = not path.startswith(("/health", "/metrics")) and f"{method.upper()} {path}" not in public
        assert guarded == expected, f"{method} {path}"
        assert not guarded or "401" in operation["responses"]


def test_errors_are_documented_as_problem_json() -> None:
    for _, _, operation in operations():
        for status, response in operation["responses"].items():
            if status == "default" or int(status) >= 400:
                assert response["content"].keys() == {"application/problem+json"}


def test_two_classes_do_not_share_a_name() -> None:
    schemas = Schemas(Descriptions(FEATURES))
    schemas.of(MailState)
    with pytest.raises(ValueError, match=r"MailState is in tms_core\.mail\.model and tests\.web"):
        schemas.of(StrEnum("MailState", ["HELD"], module=__name__))


def test_every_reference_resolves() -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT))):
        target = DOCUMENT
        for step in reference.split("/"):
            target = target[step]


def test_every_problem_has_an_example_that_matches_its_schema() -> None:
    validator = _validator({"$ref": "#/components/schemas/Problem"})
    for code in PROBLEMS:
        validator.validate(DOCUMENT["components"]["examples"][code]["value"])
    for problem in PROBLEMS.values():
        assert problem.example().keys() == problem.members.keys()


def test_every_example_matches_its_schema() -> None:
    seen = 0
    for _, _, operation in operations():
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for shown in [*bodies, *operation["responses"].values()]:
            for content in shown["content"].values():
                if "example" in content:
                    _validator(content["schema"]).validate(content["example"])
                    seen += 1
    assert seen > 30


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def test_requests_are_documented_with_the_cores_own_rules() -> None:
    new = DOCUMENT["components"]["schemas"]["NewSession"]
    assert new["required"] == ["title", "scheduled_date", "duration_minutes"]
    assert new["additionalProperties"] is False
    assert new["properties"]["title"] == {"type": "string", "minLength": 1, "maxLength": 100}
    assert new["properties"]["duration_minutes"] == {"type": "integer", "minimum": 1, "maximum": 1440}
    assert new["properties"]["trainee_ids"]["maxItems"] == 1000


async def test_real_responses_match_their_schemas(web: Web) -> None:
    admin, trainer, trainee = await web.world.admin(), await web.world.trainer(), await web.world.trainee()
    session = await web.world.session(trainer, trainee)
    for template, path in [
        ("/users/", "/users/"),
        ("/users/{user_id}", f"/users/{trainer.id}"),
        ("/sessions/", "/sessions/"),
        ("/sessions/{session_id}", f"/sessions/{session.id}"),
        ("/audit/passwords", "/audit/passwords"),
        ("/assignments/", "/assignments/"),
        ("/analytics/users", "/analytics/users"),
        ("/analytics/overview", "/analytics/overview"),
        ("/analytics/attention", "/analytics/attention"),
        ("/progress/trainees/{trainee_id}", f"/progress/trainees/{trainee.id}"),
        ("/auth/me", "/auth/me"),
    ]:
        shown = DOCUMENT["paths"][template]["get"]["responses"]["200"]
        answer = await web.call("GET", path, by=admin)
        _validator(shown["content"]["application/json"]["schema"]).validate(answer.json())
        assert {name.lower() for name in shown["headers"]} - {"link"} <= set(answer.headers)
