"""The reports feature."""

from tms_core.errors import Kind, ProblemType
from tms_core.feature import Feature
from tms_core.reports import queries

REPORTS = Feature(
    name="reports",
    queries=(queries.generate_report,),
    problems=(
        ProblemType(
            "too_many_reports",
            Kind.THROTTLED,
            "As many reports are being rendered as this installation allows at once. Try again after Retry-After seconds.",
        ),
    ),
)
