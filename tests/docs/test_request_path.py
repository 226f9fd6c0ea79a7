"""docs/life-of-a-request.md quotes the output of scripts/request_path.py."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.markdown import ROOT, blocks
from tests.patience import HANGS

PAGE = "docs/life-of-a-request.md"
MAX_FILES, MAX_CROSSINGS = 25, 100


def test_the_page_quotes_the_path_of_a_request() -> None:
    script = ROOT / "scripts" / "request_path.py"
    done = subprocess.run(
        [sys.executable, script], capture_output=True, encoding="utf-8", check=False, timeout=HANGS
    )
    assert done.returncode == 0, done.stderr
    counted, _, story = done.stdout.partition("\n")
    assert [block.text.strip() for block in blocks(PAGE) if block.text.startswith("POST /sessions/: ")] == [
        counted
    ]
    assert len({line.split()[0] for line in story.splitlines() if line}) <= MAX_FILES
    assert len(story.strip().splitlines()) - 1 <= MAX_CROSSINGS
