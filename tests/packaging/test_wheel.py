"""The package as pip installs it on a machine without Node and without the sources."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.patience import HANGS
from tests.services import RunningProduct

PIP = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]

pytestmark = pytest.mark.slow


class InstalledProduct(RunningProduct):
    """The product from ``site``, with an empty PATH, so that it can use nothing else."""

    def __init__(self, site: Path) -> None:
        super().__init__()
        self._site = site

    def command(self) -> Sequence[str]:
        return [*super().command(), "--workers", "1"]

    def environment(self) -> Mapping[str, str]:
        return {**super().environment(), "PATH": "", "PYTHONPATH": str(self._site)}


def test_the_wheel_contains_the_built_client_without_its_sources(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    client = [name for name in names if name.startswith("tms_web/static/")]
    assert "tms_web/static/index.html" in client
    assert any(name.endswith(".js") for name in client)
    assert any(name.endswith(".js.br") for name in client)
    strange = re.compile(r"\.map$|node_modules|/\.vite/|\.tsx?$|package\.json|^client/|^tests/|(^|/)\.[^/]")
    assert [name for name in names if strange.search(name)] == []


def test_the_wheel_serves_the_client_without_node(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([*PIP, "--target", str(site), str(wheel)], check=True)
    found = "import tms_web, tms_core, tms_adapters, tms_demo; print(tms_web.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", found],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        check=True,
    )
    assert where.stdout.decode().startswith(str(site))
    with InstalledProduct(site) as product, httpx.Client(base_url=product.base_url, timeout=HANGS) as browser:
        page = browser.get("/app/users/12")
        assert page.status_code == 200
        assert "<title>Training Management System</title>" in page.text
        files = re.findall(r'(?:src|href)="(/app/[^"]+)"', page.text)
        assert len(files) >= 2
        for file in files:
            assert browser.get(file).status_code == 200, file
