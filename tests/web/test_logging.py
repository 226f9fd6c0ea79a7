"""The log contains no secrets, and nothing that a terminal would interpret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tms_web.observability.logging import to_json_line

EMBEDDED = """
import asyncio
from pathlib import Path
import httpx
from tms_adapters.in_memory import in_memory
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.actor import SYSTEM, Role
from tms_core.users.model import NewUser
from tms_core.users.use_cases import (create_user)
from tms_web.app import create_asgi_app
from tms_web.settings import Settings

def broken(*_):
    raise ZeroDivisionError("the database broke")

async def main():
    app = in_memory()
    names = {"username": "ines", "first_name": "Inês", "last_name": "Duarte", "email": "ines@example.org"}
    await app.run(create_user, SYSTEM, NewUser(role=Role.ADMIN, password="correct horse", **names))
    token = (await sign_in(app, SignIn(username="ines", password="correct horse"), "here")).access_token
    web = create_asgi_app(app, Settings(data_dir=Path("."), database_url="sqlite:///none", secret_key="s" * 40))
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tms.test") as client:
        app.store.reader = broken
        answer = await client.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 500
    print(token)

asyncio.run(main())
"""


def test_a_program_that_embeds_the_web_logs_no_token_and_no_local_variables() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EMBEDDED],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PATH": "", "FORCE_COLOR": "1"},
    )
    token = done.stdout.strip()
    error, request = (json.loads(line) for line in done.stderr.splitlines())
    assert (error["event"], request["event"]) == ("unexpected_error", "request")
    assert "ZeroDivisionError: the database broke" in error["exception"]
    assert len(token) > 100
    assert token not in done.stderr
    assert "Bearer" not in done.stderr
    assert "locals" not in done.stderr


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9b",
        "\u200e",
        "\u2028",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff",
        "\U000e0041",
    ],
)
def test_log_lines_contain_no_terminal_control_characters(character: str) -> None:
    line = to_json_line({"path": f"/users/{character}1", "name": "Inês 🦉"})
    assert character not in line.decode()
    assert "Inês 🦉" in line.decode()
    assert json.loads(line) == {"path": f"/users/{character}1", "name": "Inês 🦉"}


def test_half_a_surrogate_pair_is_logged_too() -> None:
    """As in the name of a file that is not UTF-8: nothing that is logged makes logging fail."""
    line = to_json_line({"name": "caf\udce9 \u202e", "seen": {1, 2}})
    assert json.loads(line)["name"] == "caf\udce9 \u202e"
    assert line.isascii()


def test_records_of_the_standard_library_have_the_same_format() -> None:
    program = (
        "import logging; from tms_web.observability.logging import configure_logging; configure_logging()\n"
        "try:\n    1 / 0\n"
        "except ZeroDivisionError:\n    logging.getLogger('tms.feed').exception('lost \u202e%s', 'it')\n"
        "logging.getLogger('tms.feed').debug('not shown')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["logger"]) == ("lost \u202eit", "error", "tms.feed")
    assert told["exception"].endswith("ZeroDivisionError: division by zero")
    assert "\u202e" not in line
