"""The errors of the core. Each has a kind, a stable code (for programs) and a detail (a sentence
that tells a person what to do)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar


class Kind(Enum):
    """The kind of an error; the web maps each kind to one HTTP status code."""

    INVALID = auto()
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    CONFLICT = auto()
    STALE = auto()
    TOO_LARGE = auto()
    UNSUPPORTED = auto()
    THROTTLED = auto()
    UNAVAILABLE = auto()


@dataclass(frozen=True, slots=True)
class ProblemType:
    """An error code, declared by the feature that raises it.

    ``meaning`` says when it is sent and what to do. ``members`` are its additional members, by name, with
    their types; ``example`` creates an example of each.
    """

    code: str
    kind: Kind
    meaning: str
    members: Mapping[str, object] = field(default_factory=dict)
    example: Callable[[], Mapping[str, object]] = dict


@dataclass(frozen=True, slots=True)
class FieldError:
    """An invalid field of the input, and what to do about it."""

    field: str
    message: str


class TmsError(Exception):
    """Base class of all errors. ``extra`` contains additional members for the caller's program."""

    kind: ClassVar[Kind]

    def __init__(self, code: str, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extra = extra


class Invalid(TmsError):
    """The input breaks a rule; ``errors`` lists every invalid field."""

    kind = Kind.INVALID

    def __init__(
        self, errors: Sequence[FieldError], code: str = "validation_failed", detail: str | None = None
    ) -> None:
        """``detail`` is for fields that people know by another name than the one in ``errors``."""
        listed = "; ".join(f"{error.field}: {error.message}" for error in errors)
        super().__init__(code, listed if detail is None else detail, errors=list(errors))
        self.errors = list(errors)

    @classmethod
    def field(cls, field: str, message: str, code: str = "validation_failed") -> "Invalid":
        """A single field is invalid."""
        return cls([FieldError(field, message)], code)


class NotAuthenticated(TmsError):
    """The caller is not authenticated, or no longer is."""

    kind = Kind.UNAUTHENTICATED


class NotPermitted(TmsError):
    """The caller is known but may not do this."""

    kind = Kind.FORBIDDEN

    def __init__(self, detail: str, code: str = "forbidden") -> None:
        super().__init__(code, detail)


class NotFound(TmsError):
    """Something does not exist or is not visible to the caller; the response
    deliberately does not say which."""

    kind = Kind.NOT_FOUND

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"There is no such {what}, or you may not see it.")


class Conflict(TmsError):
    """The request is valid but conflicts with stored data."""

    kind = Kind.CONFLICT


class Stale(TmsError):
    """The caller changed an outdated version; ``current`` is the stored one."""

    kind = Kind.STALE

    def __init__(self, current: object) -> None:
        detail = "Someone changed this since you read it. Look at the current version and try again."
        super().__init__("stale_version", detail, current=current)


class TooLarge(TmsError):
    """The content is larger than allowed."""

    kind = Kind.TOO_LARGE


class Unsupported(TmsError):
    """The content is in a format that is not supported."""

    kind = Kind.UNSUPPORTED


class Throttled(TmsError):
    """Too many attempts; ``retry_after`` is in seconds."""

    kind = Kind.THROTTLED

    def __init__(self, code: str, detail: str, retry_after: int) -> None:
        super().__init__(code, detail, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(TmsError):
    """The store is temporarily unable to do its work; trying again later helps.

    ``cause`` is the store's own message, as one line for the log: which database, which error. It is never
    shown to the caller, and may repeat for every request while the store is down; equal causes have the same
    reason. Raise this ``from`` the store's own error; if that error does not say enough, pass ``cause``.
    """

    kind = Kind.UNAVAILABLE

    def __init__(
        self,
        detail: str = "The database cannot be reached right now. Try again shortly.",
        *,
        cause: str | None = None,
    ) -> None:
        super().__init__("unavailable", detail, retry_after=2)
        self._cause = cause

    @property
    def cause(self) -> str:
        """The store's message: as passed in, or the text of the error that this one was raised from."""
        if self._cause is not None:
            return self._cause
        reason = self.__cause__
        if isinstance(reason, Unavailable):
            return reason.cause
        return "unknown" if reason is None else f"{type(reason).__name__}: {reason}".replace("\n", " ")


class Busy(Unavailable):
    """Too much of the same slow work is waiting already; trying again later helps. ``cause`` says of which."""

    def __init__(self, cause: str) -> None:
        super().__init__("Too many people are signing in right now. Try again in a moment.", cause=cause)
        self.code = "busy"


class TransactionConflict(Exception):
    """A unit could not complete because of a concurrent one; running it again helps.

    Raised by adapters and handled by ``Application``; it never reaches a caller.
    """


DISTRIBUTION = "training-management-system"
OWN_PACKAGES = "tms_"


class MissingExtra(ImportError):
    """An optional feature was used whose packages are not installed; the message says what to install."""

    def __init__(self, extra: str, package: str) -> None:
        self.problem = f"{package} is not installed"
        self.remedy = f"Install {DISTRIBUTION}[{extra}]."
        super().__init__(f"{self.problem}. {self.remedy}", name=package)


@contextmanager
def requires_extra(extra: str) -> Iterator[None]:
    """Wraps imports that belong to ``extra``. Raises ``MissingExtra`` if a package is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "a package").partition(".")[0]
        if package.startswith(OWN_PACKAGES):
            raise
        raise MissingExtra(extra, package) from error
