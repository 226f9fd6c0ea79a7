"""Certificates over HTTP."""

from litestar.params import JSONBody

from tests.certificates import core
from tests.certificates.core import CertificateView, NewCertificate
from tms_core.entity import SuccessMessage
from tms_web.http.query_parameters import PathId
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, delete, get, post

TAG = Tag("Certificates", "What trainees have achieved.")


@get("/certificates/trainees/{trainee_id}", core.list_certificates)
async def list_certificates(request: ApiRequest, trainee_id: PathId) -> RawResponse[list[CertificateView]]:
    return await request.read(core.list_certificates, trainee_id)


@post("/certificates/", core.issue_certificate, "already_certified", status=201)
async def issue_certificate(
    request: ApiRequest, data: JSONBody[NewCertificate]
) -> RawResponse[CertificateView]:
    return await request.create(_address, core.issue_certificate, data)


def _address(certificate: CertificateView) -> str:
    return f"/certificates/{certificate.id}"


@delete("/certificates/{certificate_id}", core.revoke_certificate)
async def revoke_certificate(request: ApiRequest, certificate_id: PathId) -> RawResponse[SuccessMessage]:
    return await request.run(core.revoke_certificate, certificate_id)
