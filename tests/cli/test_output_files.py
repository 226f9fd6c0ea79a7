"""`--out` never overwrites a file unasked, and never leaves an incomplete one behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.patience import patience
from tests.services.process import wait_for

pytestmark = pytest.mark.slow

CSV = ("report", "--format", "csv", "--out")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell with a demo organisation."""
    shell = Shell(tmp_path_factory.mktemp("demo"))
    assert shell.tms("demo").status == 0
    return shell


def test_an_existing_file_is_replaced_only_with_force(shell: Shell) -> None:
    thesis = shell.folder / "thesis.csv"
    thesis.write_text("years of work")
    assert shell.refused(*CSV, "thesis.csv") == "thesis.csv already exists; --force replaces it."
    assert thesis.read_text() == "years of work"
    assert not (shell.folder / "data").exists()
    assert shell.tms(*CSV, "thesis.csv", "--force").status == 0
    assert thesis.read_text("utf-8-sig").startswith('"id"')
    assert thesis.stat().st_mode & 0o777 == 0o600


def test_a_symbolic_link_counts_as_a_file_and_stays_a_link(shell: Shell) -> None:
    (shell.folder / "target.csv").write_text("old")
    (shell.folder / "link.csv").symlink_to("target.csv")
    (shell.folder / "dangling.csv").symlink_to("nothing.csv")
    for name in ("link.csv", "dangling.csv"):
        assert "already exists" in shell.refused(*CSV, name)
        assert shell.tms(*CSV, name, "--force").status == 0
        assert (shell.folder / name).is_symlink()
    assert (shell.folder / "target.csv").stat().st_size > 100
    assert (shell.folder / "nothing.csv").stat().st_size > 100


def test_devices_and_pipes_are_left_alone(shell: Shell) -> None:
    os.mkfifo(shell.folder / "pipe")
    for name in ("pipe", "/dev/null"):
        assert "is not a regular file" in shell.refused(*CSV, name, "--force")
    assert Path("/dev/null").is_char_device()


def test_a_dash_is_standard_output(shell: Shell) -> None:
    assert shell.tms(*CSV, "-").out.startswith('\ufeff"id"')


def test_only_an_openapi_document_is_replaced_by_a_new_one(shell: Shell) -> None:
    api, thesis = shell.folder / "api.json", shell.folder / "thesis.json"
    api.write_text('{"openapi": "3.1.0"}')
    thesis.write_text('["years of work"]')
    assert shell.tms("openapi", "--out", "api.json").status == 0
    assert len(api.read_text()) > 10_000
    assert "--force" in shell.refused("openapi", "--out", "thesis.json")
    assert thesis.read_text() == '["years of work"]'
    assert shell.tms("openapi", "--out", "thesis.json", "--force").status == 0
    assert thesis.read_text() == api.read_text()


def test_a_full_disk_is_reported_in_one_sentence_and_leaves_the_old_file(shell: Shell) -> None:
    shell.tms("migrate")
    (shell.folder / "old.json").write_text('{"openapi": "old"}')
    limited = ["bash", "-c", 'ulimit -f 8; "$@"', "bash", *shell.command("openapi", "--out", "old.json")]
    done = subprocess.run(
        limited,
        check=False,
        capture_output=True,
        cwd=shell.folder,
        env=shell.inherited(),
        timeout=patience(60),
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"tms: old.json cannot be written: File too large.\n"
    assert (shell.folder / "old.json").read_text() == '{"openapi": "old"}'
    assert sorted(path.name for path in shell.folder.iterdir()) == ["data", "old.json"]


@pytest.mark.parametrize(
    ("format", "ending", "status"),
    [
        ("pdf", signal.SIGTERM, 143),
        ("excel", signal.SIGINT, 130),
        ("csv", signal.SIGHUP, 129),
        *(
            pytest.param(format, ending, status, marks=pytest.mark.long)
            for format, ending, status in (
                ("pdf", signal.SIGINT, 130),
                ("pdf", signal.SIGHUP, 129),
                ("excel", signal.SIGTERM, 143),
                ("excel", signal.SIGHUP, 129),
                ("csv", signal.SIGTERM, 143),
                ("csv", signal.SIGINT, 130),
            )
        ),
    ],
)
def test_an_interrupted_report_leaves_nothing_behind(
    demo: Shell, tmp_path: Path, format: str, ending: signal.Signals, status: int
) -> None:
    temporary, out = tmp_path / "tmp", tmp_path / "out"
    temporary.mkdir()
    out.mkdir()
    command = demo.command("report", "--format", format, "--out", str(out / "r"))
    # As in a terminal: under nohup or in a background job, the tests inherit ignored signals.
    command = ["env", "--default-signal=HUP,INT,TERM", *command]
    with subprocess.Popen(
        command,
        cwd=demo.folder,
        env=demo.inherited() | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        wait_for(lambda: any(temporary.glob("tms-report-*")), "the renderer runs", 30)
        running.send_signal(ending)
        # The output ends when the renderer, which shares the pipe, has ended too.
        printed, _ = running.communicate(timeout=patience(30))
    assert (running.returncode, printed) == (status, b"")
    assert [*temporary.iterdir(), *out.iterdir()] == []


def test_leftovers_of_a_killed_report_are_removed_by_the_next_one(demo: Shell, tmp_path: Path) -> None:
    temporary, out = tmp_path / "tmp", tmp_path / "out"
    temporary.mkdir()
    out.mkdir()
    (out / ".tms-out-notes").write_text("not ours")
    environment = demo.inherited() | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        demo.command("report", "--out", str(out / "r.pdf")), cwd=demo.folder, env=environment
    ) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        wait_for(lambda: bool(children.read_text()), "the renderer runs", 30)
        running.send_signal(signal.SIGSTOP)
        renderer = int(children.read_text())
        with open(os.pidfd_open(renderer), "rb") as ended:
            os.kill(renderer, signal.SIGKILL)
            running.kill()
            # It may hold the lock on the files until then.
            assert select.select([ended], [], [], patience(30))[0]
    left = [*temporary.glob("tms-report-*"), *out.glob(".tms-out-*-*")]
    assert len(left) == 2
    assert demo.tms(*CSV, str(out / "r.csv"), TMPDIR=str(temporary)).status == 0
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in out.iterdir()) == [".tms-out-notes", "r.csv"]
