"""The catalogue of all features, with their commands, queries, events and problem types.

``python -m tms_core.catalogue`` prints every command and query, and who may call it.
"""

from collections.abc import Iterator

from tms_core.analytics.feature import ANALYTICS
from tms_core.assignments.feature import ASSIGNMENTS
from tms_core.auth.feature import AUTH
from tms_core.common import COMMON
from tms_core.feature import Features
from tms_core.reports.feature import REPORTS
from tms_core.sessions.feature import SESSIONS
from tms_core.users.feature import USERS

FEATURES = Features((COMMON, AUTH, USERS, SESSIONS, ASSIGNMENTS, ANALYTICS, REPORTS))
"""In dependency order: each feature only builds on those before it. Documents list them in this order."""


def contents(features: Features = FEATURES) -> Iterator[str]:
    """Lines of text: each feature, then its commands and queries with the roles
    that may call them and a summary."""
    for feature in features:
        if not feature.commands and not feature.queries:
            continue
        yield feature.name
        for kind, members in (("command", feature.commands), ("query", feature.queries)):
            for each in members:
                roles = ", ".join(each.rule.roles) or "the system alone"
                summary = (each.__doc__ or "").partition("\n")[0]
                yield f"    {kind:8} {each.__name__:22} {roles:24} {summary}"


if __name__ == "__main__":
    print("\n".join(contents()))
