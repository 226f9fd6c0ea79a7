"""An unavailable store gives its cause to the log, and never to the caller."""

from __future__ import annotations

import pytest

from tms_core.errors import TransactionConflict, Unavailable


def raised_from(reason: Exception) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        raise Unavailable from reason
    return caught.value


def test_the_cause_is_the_error_it_was_raised_from_in_one_line() -> None:
    assert raised_from(OSError(28, "No space\nleft")).cause == "OSError: [Errno 28] No space left"


def test_the_cause_can_be_given_in_words() -> None:
    error = Unavailable(cause="db1:3306: 1114 the table is full")
    assert error.cause == "db1:3306: 1114 the table is full"
    assert raised_from(error).cause == error.cause


def test_the_caller_is_not_told_the_cause() -> None:
    error = raised_from(TransactionConflict("db1:3306: 1213 deadlock"))
    assert "1213" in error.cause
    assert "1213" not in error.detail
    assert error.extra == {"retry_after": 2}


def test_without_a_reason_the_cause_is_given_as_unknown() -> None:
    assert Unavailable().cause == "unknown"
