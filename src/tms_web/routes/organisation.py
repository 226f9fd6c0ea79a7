"""The organisation's settings and logo, and what everybody may know before signing in."""

from litestar.params import FromQuery, JSONBody

from tms_core.actor import SYSTEM
from tms_core.organisation import use_cases
from tms_core.organisation.logo import SIZES
from tms_core.organisation.model import OrganisationChanges, OrganisationView, SignInOptions
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse, json_response
from tms_web.http.routing import Tag, delete, get, public, put

TAG = Tag("Organisation", "The organisation's settings and logo, and the ways to sign in.")
IMAGES = tuple(SIZES)
CHANGING = b"public, max-age=300"
FOR_EVER = b"public, max-age=31536000, immutable"
"""For a URL that names the image by its digest."""


@get("/organisation", use_cases.get_organisation)
async def get_organisation(request: ApiRequest) -> RawResponse[OrganisationView]:
    return await request.read(use_cases.get_organisation)


@put("/organisation", use_cases.update_organisation, "fixed_by_environment", "stale_version")
async def update_organisation(
    request: ApiRequest, data: JSONBody[OrganisationChanges]
) -> RawResponse[OrganisationView]:
    return await request.run(use_cases.update_organisation, data, request.expected_versions)


@put(
    "/organisation/logo",
    use_cases.set_logo,
    "logo_too_large",
    "unsupported_image",
    "stale_version",
    accepts=IMAGES,
)
async def set_logo(request: ApiRequest) -> RawResponse[OrganisationView]:
    return await request.run(use_cases.set_logo, await request.body(), request.expected_versions)


@delete("/organisation/logo", use_cases.remove_logo, "stale_version")
async def remove_logo(request: ApiRequest) -> RawResponse[OrganisationView]:
    return await request.run(use_cases.remove_logo, request.expected_versions)


@public("/organisation/logo", "not_found", produces=IMAGES)
async def get_logo(request: ApiRequest, v: FromQuery[str | None] = None) -> RawResponse[bytes]:
    """The organisation's logo.

    `logo_url` of the organisation contains `v`, which changes with the image: that URL may be cached for ever. 404
    without a logo.
    """
    logo = await request.application.read(use_cases.get_logo, SYSTEM)
    etag = b'"%s"' % logo.digest[:16].encode()
    headers = [
        (b"etag", etag),
        (b"cache-control", FOR_EVER if v == logo.digest[:16] else CHANGING),
        (b"cross-origin-resource-policy", b"cross-origin"),
    ]
    if etag in (request.header(b"if-none-match") or b""):
        return RawResponse(304, headers, b"")
    return RawResponse(200, [(b"content-type", logo.media_type.encode()), *headers], logo.content)


@public("/auth/options")
async def get_sign_in_options(request: ApiRequest) -> RawResponse[SignInOptions]:
    """What the sign-in page shows, and the ways to sign in that this installation offers."""
    return json_response(await request.application.read(use_cases.get_sign_in_options, SYSTEM))
