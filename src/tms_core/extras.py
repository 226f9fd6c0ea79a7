"""Optional dependencies: packages that only some installations need."""

from collections.abc import Iterator
from contextlib import contextmanager

DISTRIBUTION = "training-management-system"
OWN_PACKAGES = "tms_"


class MissingExtra(ImportError):
    """Something was asked for whose packages are not installed; the message says what to install."""

    def __init__(self, extra: str, package: str) -> None:
        self.problem = f"{package} is not installed"
        self.remedy = f"Install {DISTRIBUTION}[{extra}]."
        super().__init__(f"{self.problem}. {self.remedy}", name=package)


@contextmanager
def requires_extra(extra: str) -> Iterator[None]:
    """Around imports that belong to ``extra``. Raises ``MissingExtra`` where one of its packages is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "a package").partition(".")[0]
        if package.startswith(OWN_PACKAGES):
            raise
        raise MissingExtra(extra, package) from error
