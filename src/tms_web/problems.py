"""Every code that a problem can carry, with its status and what it means. Served at ``/problems/{code}``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """One code: ``meaning`` says when it is sent and what to do."""

    status: int
    meaning: str


PROBLEMS = {
    "malformed_json": KnownProblem(400, "The body is no JSON. Nothing was looked at further."),
    "bad_request": KnownProblem(400, "The request breaks a rule of HTTP itself."),
    "unknown_host": KnownProblem(
        400, "The installation was told which host names it answers to, and this is none of them."
    ),
    "client_disconnected": KnownProblem(400, "The connection ended before the whole body had arrived."),
    "not_authenticated": KnownProblem(401, "No token was sent. Sign in, and send it as a Bearer token."),
    "invalid_token": KnownProblem(401, "The token was not made by this installation, or has been altered."),
    "token_expired": KnownProblem(401, "Tokens last for a limited time; this one's is over. Sign in again."),
    "token_revoked": KnownProblem(
        401,
        "The sign-in has ended: by signing out, a change of the password, or because the account is gone.",
    ),
    "invalid_credentials": KnownProblem(401, "There is no account with this name and this password."),
    "forbidden": KnownProblem(403, "You are known, and this is not for you to do."),
    "password_change_required": KnownProblem(
        403, "Your password is a temporary one. Choose your own with POST /auth/change-password first."
    ),
    "not_found": KnownProblem(404, "There is no such thing, or it is not for you to see: both look alike."),
    "method_not_allowed": KnownProblem(405, "The address exists, and answers other methods: see Allow."),
    "not_acceptable": KnownProblem(
        406, "What is at this address is no JSON, so a socket cannot carry it. Ask for it over HTTP."
    ),
    "request_timeout": KnownProblem(408, "The body arrived too slowly. Nothing was changed."),
    "username_taken": KnownProblem(409, "Somebody has this username. Upper and lower case do not differ."),
    "email_taken": KnownProblem(409, "Somebody has this e-mail address. Upper and lower case do not differ."),
    "last_admin": KnownProblem(
        409, "Without this admin there would be none. Make somebody else an admin first."
    ),
    "own_account": KnownProblem(409, "Nobody deletes their own account; another admin can."),
    "has_scheduled_sessions": KnownProblem(
        409,
        "The person is part of sessions to come. Reassign or cancel them, or name reassign_to when deleting.",
    ),
    "has_assignments": KnownProblem(409, "The person is assigned to somebody. Remove the assignments first."),
    "already_assigned": KnownProblem(409, "This trainee is in the care of this trainer already."),
    "schedule_conflict": KnownProblem(
        409,
        "Somebody would be in two sessions at once. conflicts names them, next_free is the first start at which "
        "all are free, and allow_conflicts=true saves all the same.",
    ),
    "session_full": KnownProblem(409, "More trainees would take part than the session has seats."),
    "session_cancelled": KnownProblem(409, "A cancelled session has no attendance."),
    "not_started": KnownProblem(409, "Attendance is taken from the start of a session on."),
    "status_change_not_allowed": KnownProblem(
        409, "Scheduled sessions are completed or cancelled; only admins put one back to scheduled."
    ),
    "stale_version": KnownProblem(
        412,
        "It was changed since you read it. current holds what is stored now; decide, and send its version.",
    ),
    "body_too_large": KnownProblem(413, "The body is larger than this installation accepts."),
    "unsupported_media_type": KnownProblem(415, "Bodies are JSON in UTF-8: Content-Type: application/json."),
    "validation_failed": KnownProblem(
        422, "One or more fields cannot be accepted; errors names each of them."
    ),
    "upgrade_required": KnownProblem(
        426, "This address is for WebSockets with the subprotocol tms.v1. Open one, and authenticate on it."
    ),
    "wrong_current_password": KnownProblem(422, "current_password is not your password."),
    "idempotency_key_reused": KnownProblem(
        422, "The Idempotency-Key came with another request before. Choose a new one for each new request."
    ),
    "too_many_attempts": KnownProblem(429, "Too many sign-ins failed. Wait as long as Retry-After says."),
    "too_many_reports": KnownProblem(
        429,
        "As many reports are being made as this installation makes at once. Wait as long as Retry-After says.",
    ),
    "internal_error": KnownProblem(500, "Something went wrong on our side. Report the X-Request-ID."),
    "unavailable": KnownProblem(503, "The database is away, or too busy. Try again after Retry-After."),
}


def address_of(code: str) -> str:
    """Where a code is explained: the ``type`` of its problems."""
    return f"/problems/{code.replace('_', '-')}"
