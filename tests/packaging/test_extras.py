"""What is installed with the core alone, and what the extras add."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
INSTALL = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
EMBEDDING = (ROOT / "docs/embedding.md").read_text(encoding="utf-8")

PDF = """
import asyncio
from tms_adapters.reports.subprocess_renderer import renderers
from tms_core.reports.model import Format
asyncio.run(anext(renderers("A4")[Format.PDF].render(None)))
"""

WITHOUT_DRIVER = """
import asyncio, sys
sys.modules["asyncmy"] = None
from tms_adapters.sql import open_store
asyncio.run(open_store("mysql+asyncmy://tms@127.0.0.1/tms"))
"""

pytestmark = pytest.mark.slow


class Environment:
    """A virtual environment with only the wheel and its requirements without extras."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        venv.create(folder, with_pip=False)
        self._bin = folder / "bin"
        subprocess.run([*INSTALL, "--python", str(self._bin / "python"), str(wheel)], check=True)
        (site,) = folder.glob("lib/*/site-packages")
        (metadata,) = site.glob("training_management_system-*.dist-info")
        for required in closure(Distribution.at(metadata)):
            copy(required, site)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run an installed program, isolated from everything outside the environment."""
        command = [str(self._bin / program), *(["-I"] if program == "python" else []), *arguments]
        return subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"PYTHONUTF8": "1"},
            cwd=self._bin,
        )


def closure(installed: Distribution) -> Iterator[Distribution]:
    """The requirements of a distribution without its extras, and their requirements in turn."""
    for line in installed.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            found = distribution(requirement.name)
            yield found
            yield from closure(found)


def copy(source: Distribution, site: Path) -> None:
    for file in source.files or ():
        origin = Path(str(file.locate()))
        if ".." not in file.parts and origin.suffix != ".pyc":
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(origin.read_bytes())


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return Environment(tmp_path_factory.mktemp("environment"), wheel)


def first(language: str) -> str:
    """The first fenced block of that language in docs/embedding.md."""
    found = re.search(rf"```{language}\n(.*?)```", EMBEDDING, re.DOTALL)
    assert found
    return found[1]


def test_the_first_program_of_the_documentation_runs_without_any_extra(environment: Environment) -> None:
    done = environment.run("python", "-c", first("python"))
    assert (done.stdout, done.stderr) == (first("text"), "")


def test_packages_for_the_web_or_a_database_are_not_installed(environment: Environment) -> None:
    absent = [
        "litestar",
        "sqlalchemy",
        "alembic",
        "asyncmy",
        "redis",
        "fpdf",
        "xlsxwriter",
        "uvicorn",
        "msgspec",
    ]
    program = f"from importlib.util import find_spec; print([n for n in {absent} if find_spec(n)])"
    assert environment.run("python", "-c", program).stdout == "[]\n"


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (
            "from tms_adapters.sql import open_store",
            "alembic is not installed. Install training-management-system[sqlite].",
        ),
        (
            PDF,
            "fpdf is not installed. Install training-management-system[reports].",
        ),
    ],
)
def test_an_error_names_the_extra_that_is_missing(
    environment: Environment, program: str, sentence: str
) -> None:
    assert environment.run("python", "-c", program).stderr.splitlines()[-1].endswith(sentence)


def test_the_command_line_says_that_it_needs_the_web(environment: Environment) -> None:
    done = environment.run("tms", "serve")
    assert done.returncode == 1
    assert re.fullmatch(
        r"tms: \w+ is not installed\. Install training-management-system\[web\]\.\n", done.stderr
    )
    assert environment.run("tms", "--help").returncode == 0


def test_a_database_server_needs_its_driver() -> None:
    # In a separate process, so that the driver's package stays as it is for other tests.
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DRIVER], capture_output=True, encoding="utf-8", check=False
    )
    assert re.search(
        r"MissingExtra: asyncmy is not installed\. Install \S+\[mariadb\]\.$", done.stderr.strip()
    )
