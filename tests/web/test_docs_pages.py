"""The documentation pages, which load nothing from other sites."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Web
from tms_web.site import BY_NAME


async def test_the_landing_page_lists_the_endpoints_and_how_to_sign_in(web: Web) -> None:
    page = await web.call("GET", "/")
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for expected in ("/docs", "/schema/openapi.json", "/auth/login", "tms create-admin"):
        assert expected in page.text


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", "/problems/not-found"])
async def test_everything_on_a_page_is_served_locally_and_exists(web: Web, path: str) -> None:
    page = await web.call("GET", path)
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"].partition("style-src")[0]
    assert "<script>" not in page.text
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert wanted
    for address in wanted:
        assert address.startswith("/")
        assert (await web.call("GET", address)).status_code == 200


async def test_scripts_are_compressed_and_cached(web: Web) -> None:
    script = await web.call("GET", "/site/swagger-ui-bundle.js")
    assert script.headers["Content-Encoding"] == "gzip"
    assert "max-age" in script.headers["Cache-Control"]
    again = await web.call(
        "GET", "/site/swagger-ui-bundle.js", headers={"If-None-Match": script.headers["ETag"]}
    )
    assert [again.status_code, again.content] == [304, b""]
    plain = await web.call("GET", "/site/style.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("name", ["index.html", "app.py", "..%2Fapp.py", "%2e%2e/%2e%2e/app.py", "LICENSE"])
async def test_only_the_listed_files_are_served(web: Web, name: str) -> None:
    assert name not in BY_NAME
    assert (await web.call("GET", f"/site/{name}")).status_code == 404


async def test_browsers_get_robots_txt_and_the_favicon(web: Web) -> None:
    assert (await web.call("GET", "/favicon.ico")).headers["Content-Type"] == "image/svg+xml"
    assert "Disallow: /" in (await web.call("GET", "/robots.txt")).text
