"""Hypothesis strategies: users and sessions by number, in the order in which both stores added them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import Bundle

from tests.core.organisation import HOUR, NOW
from tms_core.actor import Role
from tms_core.entity import PageRequest
from tms_core.organisation.model import Language
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import UserStatus

users, sessions = Bundle("users"), Bundle("sessions")
# Mostly people who are allowed to do it: otherwise nearly everything would be refused.
admins = st.just(0) | st.just(0) | users
leaders = st.sampled_from([0, 1, 2]) | st.sampled_from([0, 1, 2]) | users
trainers = st.sampled_from([1, 2]) | users
trainees = st.sampled_from([3, 4, 5]) | st.sampled_from([3, 4, 5]) | users
some_trainees = st.lists(trainees, max_size=3).map(tuple)
names = st.sampled_from(["ana", "ANA", "José", "jose", "zoë", "a.b", "ＡＮＡ", "山田太", "x"])
roles = st.sampled_from(Role)
starts = st.integers(-3, 6).map(lambda halves: NOW + HOUR / 2 * halves)
minutes = st.sampled_from([1, 30, 60, 90, 1440])
statuses = st.sampled_from(SessionStatus)
capacities = st.none() | st.integers(1, 4)
titles = st.sampled_from(["🦊", "Straße", "100%", " jose ", "José"])
versions = st.none() | st.none() | st.sets(st.integers(1, 4), max_size=2)
marks = st.dictionaries(trainees, st.none() | st.sampled_from(AttendanceStatus), max_size=3)
pages = st.builds(PageRequest, skip=st.integers(0, 3), limit=st.integers(1, 5), count=st.booleans())
queries = st.none() | st.sampled_from(["a", "JOSÉ", "jose", "strasse", "%", "silva", "🦊"])
user_changes = st.fixed_dictionaries(
    {},
    optional={
        "username": names,
        "email": names.map("{}@x.org".format),
        "role": roles,
        "first_name": names,
        "last_name": st.just("") | names,
        "language": st.none() | st.sampled_from(Language),
        "time_zone": st.none() | st.just("Asia/Kathmandu"),
        "status": st.sampled_from([UserStatus.ACTIVE, UserStatus.DEACTIVATED]),
        "external_id": st.none() | names,
    },
)
new_sessions = st.fixed_dictionaries(
    {
        "title": titles,
        "scheduled_date": starts,
        "duration_minutes": minutes,
        "capacity": capacities,
        "status": statuses,
    }
)
session_filters = st.fixed_dictionaries(
    {"ascending": st.booleans(), "q": queries},
    optional={"status": statuses, "from_": starts, "to": starts},
)
session_changes = st.fixed_dictionaries(
    {},
    optional={
        "title": titles,
        "scheduled_date": starts,
        "duration_minutes": minutes,
        "capacity": capacities,
        "status": statuses,
        "class_link": st.none() | st.just("https://例え.jp"),
        "location": st.none() | st.sampled_from(["Sala 3", "100% 🦊"]),
        "status_reason": st.just("Regen 🌧"),
        "external_id": st.none() | st.sampled_from(["A", "a"]),
    },
)
