"""The table of contents: every feature, and with it every command and query, event and refusal."""

from tms_core.analytics.feature import ANALYTICS
from tms_core.assignments.feature import ASSIGNMENTS
from tms_core.auth.feature import AUTH
from tms_core.common import COMMON
from tms_core.feature import Features
from tms_core.reports.feature import REPORTS
from tms_core.sessions.feature import SESSIONS
from tms_core.users.feature import USERS

FEATURES = Features((COMMON, AUTH, USERS, SESSIONS, ASSIGNMENTS, ANALYTICS, REPORTS))
"""Each builds only on those before it; documents list them in this order."""
