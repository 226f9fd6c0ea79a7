"""The commands in README and operations.md work.

Blocks marked `sh` run unchanged, one after the other. Of those marked `sh root`, which concern a whole machine, only
the syntax is checked. Those marked `sh mariadb` run on a MariaDB.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.docs.markdown import ROOT, Block, blocks
from tests.patience import patience
from tests.services import MariaDB, RunningProduct

pytestmark = pytest.mark.slow

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/realtime.md", "docs/embedding.md")
SHELLS = ("bash", "shell", "sh")


def run(block: Block, folder: Path, stdin: str = "", text: str = "", **environment: str) -> str:
    """The output of a block, which must succeed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text or block.text],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=Shell.inherited()
        | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        | environment,
        timeout=patience(60),
    )
    assert done.returncode == 0, f"line {block.line}:\n{block.text}\n{done.stdout}{done.stderr}"
    return done.stdout


def marked(document: str, info: str) -> list[Block]:
    found = [block for block in blocks(document) if block.info == info]
    assert found
    return found


@pytest.fixture
def demo(tmp_path: Path) -> tuple[Path, str]:
    """A directory with a demo, and the password of its admin."""
    outcome = Shell(tmp_path).tms("demo")
    password = re.search(r"admin +admin +(\S+)", outcome.out)
    assert password, outcome
    return tmp_path, password[1]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_shell_block_says_where_it_runs_and_has_valid_syntax(document: str) -> None:
    for block in blocks(document):
        if block.info.split(" ")[0] in SHELLS:
            assert block.info in ("sh", "sh root", "sh mariadb"), (document, block.line)
            checked = subprocess.run(
                ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
            )
            assert (checked.returncode, checked.stderr) == (0, ""), (document, block.line, checked.stderr)


def test_the_api_examples_in_readme_work(demo: tuple[Path, str]) -> None:
    folder, password = demo
    with RunningProduct({"TMS_DATA_DIR": str(folder / "data")}) as product:
        for block in marked("README.md", "sh"):
            here = block.text.replace("http://127.0.0.1:8000", product.base_url)
            assert here != block.text
            assert '"title"' in run(block, folder, f"{password}\n", here)


def test_the_commands_in_operations_work_on_sqlite(demo: tuple[Path, str]) -> None:
    folder, _ = demo
    printed = [run(block, folder) for block in marked("docs/operations.md", "sh")]
    everything = "".join(printed)
    assert everything.count("ok\n") == 2, "a backup and a recovered file are sound"
    assert "rescue" in everything
    assert (folder / "year.xlsx").stat().st_size > 10_000
    for name in ("backup/tms.db", "data/tms.db", "recovered.db"):
        with closing(sqlite3.connect(folder / name)) as connection:
            assert connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] > 1000
    assert not (folder / "backup").stat().st_mode & 0o077
    assert "agree with the rows" in Shell(folder).tms("doctor").out


def test_a_damaged_file_is_recovered_as_operations_describes(demo: tuple[Path, str]) -> None:
    folder, _ = demo
    file = folder / "data" / "tms.db"
    content = file.read_bytes()
    file.write_bytes(content[: 4096 * 300] + bytes(4096 * 20) + content[4096 * 320 :])
    recover, count_again = (
        block
        for block in marked("docs/operations.md", "sh")
        if "recovered.db" in block.text or "UPDATE tallies" in block.text
    )
    assert run(recover, folder) == "ok\n"
    (folder / "recovered.db").replace(file)
    file.chmod(0o600)
    assert "problem  totals" in Shell(folder).tms("doctor").out
    run(count_again, folder)
    assert "agree with the rows" in Shell(folder).tms("doctor").out


def test_the_commands_in_operations_work_on_mariadb(demo: tuple[Path, str], mariadb: MariaDB) -> None:
    """The move comes first: the moved data is then backed up and restored."""
    folder, _ = demo
    login = f"[client]\nhost={mariadb.host}\nport={mariadb.port}\nuser=root\n"
    (folder / ".my.cnf").write_text(login)
    new = {"NEW_DATABASE_URL": mariadb.url("tms"), "HOME": str(folder)}
    move, *others = sorted(
        marked("docs/operations.md", "sh mariadb"), key=lambda block: "tms copy" not in block.text
    )
    try:
        assert "Everything arrived" in run(move, folder, **new)
        seats = mariadb.execute("SELECT COUNT(*) FROM tms.seats")
        for block in others:
            run(block, folder, **new)
        assert mariadb.execute("SELECT COUNT(*) FROM tms.seats") == seats != "0\n"
        report = Shell(folder).tms("doctor", TMS_DATABASE_URL=mariadb.url("tms"))
        assert "as this program expects" in " ".join(report.out.split())
    finally:
        mariadb.execute("DROP DATABASE IF EXISTS tms")


def test_links_within_the_documents_are_valid() -> None:
    for document in DOCUMENTS:
        content = (ROOT / document).read_text()
        for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", content):
            file, _, anchor = target.partition("#")
            path = (ROOT / document).parent / file if file else ROOT / document
            assert path.exists(), (document, target)
            if anchor:
                assert anchor in anchors(path), (document, target)


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub generates from headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_sections_that_the_program_names_exist() -> None:
    headings = anchors(ROOT / "docs/operations.md")
    for file in (ROOT / "src").rglob("*.py"):
        for section in re.findall(r"operations\.md, '([^']+)'", file.read_text()):
            assert section.lower().replace(" ", "-") in headings, (file, section)
