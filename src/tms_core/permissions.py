"""The rule every use case carries about who may call it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from tms_core.actor import Actor, Role
from tms_core.errors import NotPermitted
from tms_core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may call a use case, and whether a temporary password is enough for it."""

    roles: tuple[Role, ...]
    temporary_password: bool

    def admit(self, actor: Actor) -> None:
        """Raises ``NotPermitted`` (``forbidden`` or ``password_change_required``) for whoever may not call."""
        if actor.must_change_password and not self.temporary_password:
            raise NotPermitted("Choose a password of your own first.", "password_change_required")
        if actor.role not in self.roles:
            raise NotPermitted(f"Your role ({actor.role}) does not allow this.")


P = ParamSpec("P")
T = TypeVar("T")
UseCase = Callable[Concatenate[UnitOfWork, Actor, P], Awaitable[T]]


def permitted(*roles: Role, temporary_password: bool = False) -> Callable[[UseCase[P, T]], UseCase[P, T]]:
    """Let only ``roles`` call a use case; ``temporary_password`` admits people who must first change theirs.

    Raises what ``Rule.admit`` raises, before the use case runs.
    """

    rule = Rule(roles, temporary_password)

    def decorate(use_case: UseCase[P, T]) -> UseCase[P, T]:
        @wraps(use_case)
        async def guarded(uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            rule.admit(actor)
            return await use_case(uow, actor, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]  # read by rule_of
        return guarded

    return decorate


def rule_of(use_case: Callable[..., object]) -> Rule | None:
    """The rule a use case was given by ``permitted``, or None if it has none."""
    return getattr(use_case, "rule", None)
