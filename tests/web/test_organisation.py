"""The organisation over HTTP: settings, logo, and what is public."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.contracts.test_organisation import png
from tests.core.organisation import World
from tests.web.conftest import Web, some_settings
from tms_adapters.memory import MemoryStore
from tms_web.app import application_on, create_asgi_app
from tms_web.settings import Settings


def image(format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, format, **options)
    return file.getvalue()


async def test_settings_are_changed_in_part_with_if_match(web: Web) -> None:
    admin = await web.world.admin()
    first = await web.call("GET", "/organisation", by=admin)
    changes = {
        "name": "Lakeside",
        "clock": 12,
        "working_hours": [{"weekday": 1, "from": "09:00", "to": "12:30"}],
        "custom_fields": [{"key": "team", "of": "user", "label": "Team", "type": "text"}],
    }
    headers = {"If-Match": first.headers["ETag"]}
    changed = await web.call("PUT", "/organisation", by=admin, json=changes, headers=headers)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    expected = changes | {"version": 2}
    expected["custom_fields"] = [{**changes["custom_fields"][0], "options": [], "required": False}]  # type: ignore[index]
    assert changed.json() == first.json() | expected
    again = await web.call("PUT", "/organisation/", by=admin, json=changes, headers=headers)
    assert (again.status_code, again.json()["current"]) == (412, changed.json())


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"fixed": []}, "fixed", "is not a field of this request"),
        ({"clock": 13}, "clock", "must be one of 12, 24"),
        ({"clock": "12"}, "clock", "must be one of 12, 24"),
        ({"language": "xx"}, "language", "must be one of en, pt"),
        (
            {"working_hours": [{"weekday": 8, "from": "09:00", "to": "10:00"}]},
            "working_hours.0.weekday",
            None,
        ),
        ({"working_hours": [{"weekday": 1, "from": "9:00", "to": "10:00"}]}, "working_hours.0.from", None),
        ({"working_hours": [{"weekday": 1, "from": "09:00"}]}, "working_hours.0.to", "is required"),
        ({"working_hours": None}, "working_hours", None),
        (
            {"custom_fields": [{"key": "X", "of": "user", "label": "X", "type": "text"}]},
            "custom_fields.0.key",
            None,
        ),
        (
            {"custom_fields": [{"key": "x", "of": "room", "label": "X", "type": "text"}]},
            "custom_fields.0.of",
            None,
        ),
    ],
)
async def test_a_wrong_setting_is_422_at_its_field(
    web: Web, body: Any, field: str, message: str | None
) -> None:
    answer = await web.call("PUT", "/organisation", by=await web.world.admin(), json=body)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert message is None or error["message"] == message


async def test_only_admins_change_the_organisation(web: Web) -> None:
    for person in (await web.world.trainer(), await web.world.trainee()):
        assert (await web.call("GET", "/organisation", by=person)).status_code == 200
        for method, path in (
            ("PUT", "/organisation"),
            ("PUT", "/organisation/logo"),
            ("DELETE", "/organisation/logo"),
        ):
            assert (await web.call(method, path, by=person, content=b"{}")).status_code == 403


async def test_a_setting_in_the_environment_is_named_and_fixed(tmp_path: Any) -> None:
    environ = {"TMS_DATA_DIR": str(tmp_path), "TMS_TIME_ZONE": "Asia/Tokyo", "TMS_ORGANISATION": "Harbour"}
    settings = Settings.from_environment(environ)
    world = World(MemoryStore())
    world.app = application_on(world.store, settings)
    web = Web(world, create_asgi_app(world.app, settings))
    admin = await world.admin()
    shown = (await web.call("GET", "/organisation", by=admin)).json()
    assert (shown["time_zone"], shown["name"], shown["fixed"]) == (
        "Asia/Tokyo",
        "Harbour",
        ["name", "time_zone"],
    )
    refused = await web.call("PUT", "/organisation", by=admin, json={"time_zone": "UTC", "clock": 12})
    assert (refused.status_code, refused.json()["code"]) == (409, "fixed_by_environment")
    assert refused.json()["fields"] == ["time_zone"]
    assert "TMS_TIME_ZONE" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"),
        (image("JPEG", progressive=True), "image/jpeg"),
        (image("WEBP"), "image/webp"),
        (image("WEBP", lossless=True), "image/webp"),
        (image("WEBP", exif=b"Exif\0\0II*\0"), "image/webp"),
    ],
)
async def test_a_logo_is_served_to_everybody_and_cached(web: Web, content: bytes, media_type: str) -> None:
    admin = await web.world.admin()
    stored = await web.call(
        "PUT", "/organisation/logo", by=admin, content=content, headers={"Content-Type": "image/gif"}
    )
    assert stored.status_code == 200
    url = stored.json()["logo_url"]
    options = await web.call("GET", "/auth/options")
    assert options.json() == {
        "organisation": "",
        "logo_url": url,
        "language": "en",
        "password": True,
        "forgot_password": False,
        "sends_mail": False,
        "oidc": None,
    }
    shown = await web.call("GET", url)
    assert (shown.content, shown.headers["content-type"]) == (content, media_type)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = await web.call("GET", "/organisation/logo", headers={"If-None-Match": shown.headers["etag"]})
    assert (plain.status_code, plain.content, plain.headers["cache-control"]) == (
        304,
        b"",
        "public, max-age=300",
    )
    head = await web.call("HEAD", url)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(content)))
    assert (await web.call("DELETE", "/organisation/logo", by=admin)).json()["logo_url"] is None
    assert (await web.call("GET", url)).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\n<?xml version='1.0'?><svg/>",
        image("GIF"),
        image("BMP"),
        b"\xff\xd8\xff<svg/>",
        b"RIFF\0\0\0\0WEBP<svg/>" + b" " * 40,
        png(4097, 1),
        image("PNG")[:30],
    ],
)
async def test_anything_else_is_no_logo(web: Web, content: bytes) -> None:
    admin = await web.world.admin()
    refused = await web.call(
        "PUT", "/organisation/logo", by=admin, content=content, headers={"Content-Type": "image/png"}
    )
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_image")


async def test_a_logo_has_256_kib_at_most(web: Web) -> None:
    admin = await web.world.admin()
    for size, status in ((256 * 1024, 200), (256 * 1024 + 1, 413), (2 * 1024 * 1024, 413)):
        content = image("PNG").ljust(size, b"\0")
        answer = await web.call("PUT", "/organisation/logo", by=admin, content=content)
        assert answer.status_code == status


async def test_a_repeated_upload_with_the_same_key_is_done_once(web: Web) -> None:
    admin = await web.world.admin()
    headers = {"Idempotency-Key": "logo-1"}
    for _ in range(2):
        answer = await web.call("PUT", "/organisation/logo", by=admin, content=png(), headers=headers)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)


def test_the_settings_of_the_environment_are_optional() -> None:
    assert some_settings().organisation is None
