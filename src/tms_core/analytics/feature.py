"""Numbers for the dashboard, and how far each trainee has come."""

from tms_core.analytics import use_cases
from tms_core.feature import Documentation, Feature


def _documentation() -> Documentation:
    from tms_core.analytics.documentation import DOCUMENTATION

    return DOCUMENTATION


ANALYTICS = Feature(
    name="analytics",
    queries=(
        use_cases.count_users,
        use_cases.count_sessions,
        use_cases.get_overview,
        use_cases.get_attention,
        use_cases.get_progress,
    ),
    documentation=_documentation,
)
