"""The outbox."""

from typing import Annotated

from litestar.params import QueryParameter

from tms_core.entity import SuccessMessage
from tms_core.mail import use_cases
from tms_core.mail.model import MailState, OutboxFilter
from tms_core.mail.views import MailStatus, OutboxMail
from tms_web.http.query_parameters import Count, Cursor, Limit, PathId, QueryId, Skip, page_request
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, get, post

TAG = Tag("Mail", "The outbox: mails that are waiting, were sent, or could not be sent.")

Status = Annotated[MailState | None, QueryParameter(description="Only mails in this state.")]


@get("/outbox/", use_cases.list_outbox)
async def list_outbox(
    request: ApiRequest,
    status: Status = None,
    user_id: QueryId = None,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[OutboxMail]]:
    wanted = OutboxFilter(state=status, user_id=user_id)
    return await request.page(use_cases.list_outbox, wanted, page_request(skip, limit, count, cursor))


@post("/outbox/test", use_cases.send_test_mail, status=201)
async def send_test_mail(request: ApiRequest) -> RawResponse[OutboxMail]:
    return await request.create(_address, use_cases.send_test_mail)


def _address(mail: OutboxMail) -> str:
    return f"/outbox/{mail.id}"


@get("/outbox/status", use_cases.get_mail_status)
async def get_mail_status(request: ApiRequest) -> RawResponse[MailStatus]:
    return await request.read(use_cases.get_mail_status)


@post("/outbox/retry", use_cases.retry_failed_mails)
async def retry_failed_mails(request: ApiRequest) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.retry_failed_mails)


@get("/outbox/{mail_id}", use_cases.get_outbox_mail)
async def get_outbox_mail(request: ApiRequest, mail_id: PathId) -> RawResponse[OutboxMail]:
    return await request.read(use_cases.get_outbox_mail, mail_id)


@post("/outbox/{mail_id}/retry", use_cases.retry_mail, "mail_sent")
async def retry_mail(request: ApiRequest, mail_id: PathId) -> RawResponse[OutboxMail]:
    return await request.run(use_cases.retry_mail, mail_id)
