"""Which trainee is assigned to which trainer."""

from litestar.params import JSONBody

from tms_core.assignments import use_cases
from tms_core.assignments.model import Assignment, AssignmentFilter, AssignmentView, NewAssignment
from tms_core.entity import SuccessMessage
from tms_web.http.query_parameters import Count, Cursor, Limit, PathId, QueryId, Skip, page_request
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, delete, get, post

TAG = Tag("Assignments", "Which trainee is assigned to which trainer.")


@get("/assignments/", use_cases.list_assignments)
async def list_assignments(
    request: ApiRequest,
    student_id: QueryId = None,
    teacher_id: QueryId = None,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[AssignmentView]]:
    wanted = AssignmentFilter(student_id=student_id, teacher_id=teacher_id)
    return await request.page(use_cases.list_assignments, page_request(skip, limit, count, cursor), wanted)


@post("/assignments/", use_cases.assign_student, "already_assigned", status=201)
async def assign_student(request: ApiRequest, data: JSONBody[NewAssignment]) -> RawResponse[Assignment]:
    return await request.create(_address, use_cases.assign_student, data)


def _address(assignment: Assignment) -> str:
    """The list with this assignment alone: one assignment has no resource of its own that could be read."""
    return f"/assignments/?student_id={assignment.student_id}&teacher_id={assignment.teacher_id}"


@delete("/assignments/{student_id}/{teacher_id}", use_cases.unassign_student)
async def unassign_student(
    request: ApiRequest, student_id: PathId, teacher_id: PathId
) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.unassign_student, student_id, teacher_id)
