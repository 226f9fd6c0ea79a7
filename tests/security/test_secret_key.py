"""An installation generates its secret once, keeps it private, and never loses it to a race."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.patience import HANGS
from tms_adapters.security import load_or_create_secret

RACER = """
import sys, time
from pathlib import Path
from tms_adapters.security import load_or_create_secret
time.sleep(max(0, float(sys.argv[2]) - time.time()))
print(load_or_create_secret(Path(sys.argv[1])))
"""


def test_the_secret_is_generated_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    secret = load_or_create_secret(path)
    assert len(secret) >= 43
    assert secret.isascii()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert load_or_create_secret(path) == secret
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    assert load_or_create_secret(tmp_path / "a") != load_or_create_secret(tmp_path / "b")


def test_an_existing_secret_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text("a secret of more than thirty-two bytes\n")
    path.chmod(0o400)
    assert load_or_create_secret(path) == "a secret of more than thirty-two bytes"
    assert path.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize("content", ["", "short"])
def test_a_secret_that_is_too_short_is_refused_naming_its_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"secret\.key is shorter than 32 bytes"):
        load_or_create_secret(path)


def test_processes_that_start_at_once_use_the_same_secret(tmp_path: Path) -> None:
    start = str(time.time() + 1.5)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path / "secret.key"), start],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    answers = {racer.communicate(timeout=HANGS)[0].strip() for racer in racers}
    assert answers == {(tmp_path / "secret.key").read_text().strip()}
