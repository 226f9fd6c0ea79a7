"""How the web client is served."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import Web
from tms_web import site

PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__"><script src="/app/assets/index-1a2b.js"></script>'
SCRIPT = b"console.log('a script');" * 100


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small client build instead of the real one."""
    (tmp_path / "assets").mkdir()
    (tmp_path / ".vite").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / ".secret.js").write_bytes(SCRIPT)
    (tmp_path / ".vite" / "manifest.json").write_text("{}")
    (tmp_path / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets" / "index-1a2b.js.br").write_bytes(b"packed by brotli")
    yield from _in_place(tmp_path, monkeypatch)


@pytest.fixture
def no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation without a built client."""
    yield from _in_place(tmp_path / "nothing", monkeypatch)


def _in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(site, "BUILD", folder)
    for kept in (site.page, site.client_files):
        kept.cache_clear()
    yield folder
    for kept in (site.page, site.client_files):
        kept.cache_clear()


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/users/12", "/app/sessions/7/attendance?tab=notes"])
async def test_every_deep_link_gets_the_page_and_is_revalidated(web: Web, build: Path, path: str) -> None:
    page = await web.call("GET", path)
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"


async def test_the_page_is_compressed_for_whoever_accepts_that(web: Web, build: Path) -> None:
    packed = await web.call("GET", "/app/", headers={"Accept-Encoding": "gzip, br"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    plain = await web.call("GET", "/app/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    nonce = re.compile('content="[^"]+"')
    assert nonce.sub("", packed.text) == nonce.sub("", plain.text)


async def test_the_policy_allows_our_files_and_elements_with_the_nonce(web: Web, build: Path) -> None:
    first, second = await web.call("GET", "/app/"), await web.call("GET", "/app/")
    nonces = [re.search(r'content="([^"]+)"', page.text)[1] for page in (first, second)]  # type: ignore[index] # the page above has one
    assert nonces[0] != nonces[1]
    for page, nonce in zip((first, second), nonces, strict=True):
        policy = page.headers["Content-Security-Policy"]
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert f"script-src 'self' 'nonce-{nonce}';" in policy
        assert "connect-src 'self';" in policy
        assert "unsafe" not in policy


async def test_hashed_files_are_cached_for_ever_and_sent_in_the_best_encoding(web: Web, build: Path) -> None:
    path = "/app/assets/index-1a2b.js"
    best = await web.call("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert best.headers["Content-Encoding"] == "br"
    assert best.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert best.headers["Vary"] == "Accept-Encoding"
    packed = await web.call("GET", path, headers={"Accept-Encoding": "gzip, br;q=0"})
    assert (packed.headers["Content-Encoding"], packed.content) == ("gzip", SCRIPT)
    plain = await web.call("GET", path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == SCRIPT
    again = await web.call("GET", path, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "assets/gone-9z.js",
        "assets/index-1a2b.js.br",
        "gone.png",
        "index.html",
        ".secret.js",
        ".vite/manifest.json",
        "..%2Fclient.py",
        "%2e%2e/client.py",
    ],
)
async def test_a_path_outside_the_build_is_not_found(web: Web, build: Path, path: str) -> None:
    answer = await web.call("GET", f"/app/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


async def test_browsers_are_redirected_to_the_client_and_programs_get_an_index(web: Web, build: Path) -> None:
    browser = await web.call("GET", "/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (browser.status_code, browser.headers["Location"]) == (302, "/app/")
    assert browser.headers["Vary"] == "Accept"
    program = await web.call("GET", "/")
    assert program.status_code == 200
    assert "/app/" in program.text


async def test_without_a_client_the_landing_page_says_so(web: Web, no_build: Path) -> None:
    page = await web.call("GET", "/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "without the web client" in page.text
    missing = await web.call("GET", "/app/")
    assert missing.status_code == 404
    assert "/docs" in missing.json()["detail"]
