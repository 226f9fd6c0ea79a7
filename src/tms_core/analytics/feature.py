"""Numbers for the dashboard, and how far each trainee has come."""

from tms_core.analytics import queries
from tms_core.feature import Documentation, Feature


def _documentation() -> Documentation:
    from tms_core.analytics.documentation import DOCUMENTATION

    return DOCUMENTATION


ANALYTICS = Feature(
    name="analytics",
    queries=(
        queries.count_users,
        queries.count_sessions,
        queries.get_overview,
        queries.get_attention,
        queries.get_progress,
    ),
    documentation=_documentation,
)
