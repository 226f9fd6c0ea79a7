"""The public API for programs that embed the core. Each name is defined in the module of its feature."""

from tms_core.actor import SYSTEM, Actor, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import count_sessions, count_users, get_attention, get_overview, get_progress
from tms_core.application import Application
from tms_core.application.feature import Consumer, Feature, Start
from tms_core.assignments.model import AssignmentFilter, NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments, unassign_student
from tms_core.auth.model import OwnPassword, PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import authenticate, sign_in, verify_token
from tms_core.auth.sign_ins import end_other_sign_ins, end_sign_in, list_sign_ins, sign_out_everybody
from tms_core.auth.use_cases import change_password, get_me, list_password_log, reset_password, sign_out
from tms_core.consumers.runner import Consumers
from tms_core.entity import Page, PageRequest
from tms_core.errors import (
    Conflict,
    Invalid,
    MissingExtra,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    Stale,
    Throttled,
    TmsError,
    Unavailable,
)
from tms_core.realtime.event_feed import EventFeed, Subscription
from tms_core.realtime.visibility import CaughtUp, EventMessage, Message, Resync
from tms_core.reports.feature import generate_report
from tms_core.reports.model import ReportFilter, ReportOptions
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import (
    add_trainees,
    create_session,
    delete_session,
    purge_deleted_sessions,
    remove_trainee,
    update_session,
)
from tms_core.sessions.enrolment import AttendanceStatus, Reply
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import Attendance, SessionChanges, SessionFilter, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.sessions.queries import RequestedTime, find_conflicts, get_session, list_sessions
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_core.unit_of_work import OrganisationSettings
from tms_core.users.model import NewUser, User, UserChanges, UserFilter, UserOrder
from tms_core.users.use_cases import (
    create_user,
    delete_user,
    export_person,
    get_user,
    list_users,
    update_user,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "Application",
    "AssignmentFilter",
    "Attendance",
    "AttendanceStatus",
    "CaughtUp",
    "Conflict",
    "Consumer",
    "Consumers",
    "EventFeed",
    "EventMessage",
    "Feature",
    "Invalid",
    "Message",
    "MissingExtra",
    "NewAssignment",
    "NewReply",
    "NewSession",
    "NewUser",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "OrganisationSettings",
    "OwnPassword",
    "Page",
    "PageRequest",
    "PasswordChange",
    "PasswordReset",
    "Reply",
    "ReportFilter",
    "ReportOptions",
    "RequestedPeriod",
    "RequestedTime",
    "Resync",
    "Role",
    "SessionChanges",
    "SessionFilter",
    "SessionStatus",
    "SessionView",
    "SignIn",
    "Stale",
    "Start",
    "Subscription",
    "Throttled",
    "TmsError",
    "TraineeList",
    "Unavailable",
    "User",
    "UserChanges",
    "UserFilter",
    "UserOrder",
    "add_trainees",
    "assign_student",
    "authenticate",
    "change_password",
    "count_sessions",
    "count_users",
    "create_session",
    "create_user",
    "delete_session",
    "delete_user",
    "end_other_sign_ins",
    "end_sign_in",
    "export_person",
    "find_conflicts",
    "generate_report",
    "get_attention",
    "get_me",
    "get_overview",
    "get_progress",
    "get_session",
    "get_user",
    "list_assignments",
    "list_password_log",
    "list_sessions",
    "list_sign_ins",
    "list_users",
    "mark_attendance",
    "purge_deleted_sessions",
    "remove_trainee",
    "reply_to_session",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_out_everybody",
    "unassign_student",
    "update_session",
    "update_user",
    "verify_token",
]
