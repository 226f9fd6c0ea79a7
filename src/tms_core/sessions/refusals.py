"""What is refused about sessions, and how it is explained."""

from collections.abc import Iterable

from tms_core.errors import Conflict, FieldError, Invalid


def one_of_both() -> Invalid:
    """Raised when both forms of the trainee list were sent."""
    message = "send either trainee_ids or trainee_id, not both"
    return Invalid([FieldError("trainee_id", message), FieldError("trainee_ids", message)])


def has_attendance(trainee_ids: Iterable[int], advice: str) -> Conflict:
    """Attendance has been taken, and the change would make it untrue or lose it."""
    ids = list(trainee_ids)
    detail = f"Attendance has been taken in this session ({len(ids)}). {advice}"
    return Conflict("has_attendance", detail, trainee_ids=ids)


def external_id_taken() -> Conflict:
    """The id in another system belongs to another session."""
    return Conflict("external_id_taken", "Another session has this external id.")


def session_full(capacity: int, wanted: int) -> Conflict:
    """There are more trainees than places."""
    detail = f"There are fewer seats ({capacity}) than trainees who would take part ({wanted})."
    return Conflict("session_full", detail, capacity=capacity, trainee_count=wanted)
