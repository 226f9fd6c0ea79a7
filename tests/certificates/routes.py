"""Certificates over HTTP."""

from litestar.params import JSONBody

from tests.certificates import core
from tests.certificates.core import CertificateView, NewCertificate
from tms_core.entity import SuccessMessage
from tms_web.answers import Answer
from tms_web.calls import Call
from tms_web.endpoints import Tag, deletes, posts, reads
from tms_web.parameters import PathId

TAG = Tag("Certificates", "What trainees have achieved.")


@reads("/certificates/trainees/{trainee_id}", core.list_certificates)
async def list_certificates(request: Call, trainee_id: PathId) -> Answer[list[CertificateView]]:
    return await request.read(core.list_certificates, trainee_id)


@posts("/certificates/", core.issue_certificate, "already_certified", status=201)
async def issue_certificate(request: Call, data: JSONBody[NewCertificate]) -> Answer[CertificateView]:
    return await request.create(_address, core.issue_certificate, data)


def _address(certificate: CertificateView) -> str:
    return f"/certificates/{certificate.id}"


@deletes("/certificates/{certificate_id}", core.revoke_certificate)
async def revoke_certificate(request: Call, certificate_id: PathId) -> Answer[SuccessMessage]:
    return await request.run(core.revoke_certificate, certificate_id)
