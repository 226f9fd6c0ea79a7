"""Consumers of the event log, and the events that they could not handle."""

from litestar.params import FromPath

from tms_core.consumers import use_cases
from tms_core.consumers.model import ConsumerView
from tms_core.entity import SuccessMessage
from tms_web.http.query_parameters import PathId, QueryId
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, delete, get, post

TAG = Tag("Consumers", "Background work that follows from changes, and events that could not be handled.")


@get("/consumers/", use_cases.list_consumers)
async def list_consumers(request: ApiRequest) -> RawResponse[list[ConsumerView]]:
    return await request.read(use_cases.list_consumers)


@post("/consumers/{name}/retry", use_cases.retry_set_aside_events)
async def retry_set_aside_events(
    request: ApiRequest, name: FromPath[str], position: QueryId = None
) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.retry_set_aside_events, name, position)


@delete("/consumers/{name}", use_cases.remove_consumer, "consumer_in_use")
async def remove_consumer(request: ApiRequest, name: FromPath[str]) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.remove_consumer, name)


@delete("/consumers/{name}/set-aside/{position}", use_cases.dismiss_set_aside_event)
async def dismiss_set_aside_event(
    request: ApiRequest, name: FromPath[str], position: PathId
) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.dismiss_set_aside_event, name, position)
