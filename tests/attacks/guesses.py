"""Attempts to sign in, many at once, from addresses that a trusted proxy reports."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count

import httpx

from tests.blackbox.installation import Installation
from tests.patience import HANGS

TOO_MANY = "too_many_attempts"
WRONG = "invalid_credentials"
numbers = count(1)


def fresh_address() -> str:
    """An address that nothing has come from yet."""
    number = next(numbers)
    return f"203.0.{number // 250}.{number % 250}"


async def at_once(
    installation: Installation, attempts: list[tuple[str, str, str]]
) -> list[tuple[str, httpx.Response]]:
    """The outcome and the response of attempts (name, password, address), all sent at once."""
    limits = httpx.Limits(max_connections=400)
    base_url = installation.product.base_url
    async with httpx.AsyncClient(base_url=base_url, timeout=HANGS, limits=limits) as client:

        async def one(name: str, password: str, address: str) -> tuple[str, httpx.Response]:
            body, headers = {"username": name, "password": password}, {"X-Forwarded-For": address}
            answer = await client.post("/auth/login", json=body, headers=headers)
            return ("signed in" if answer.status_code == 200 else answer.json()["code"]), answer

        return await asyncio.gather(*(one(*attempt) for attempt in attempts))


def outcomes(installation: Installation, attempts: list[tuple[str, str, str]]) -> Counter[str]:
    return Counter(outcome for outcome, _ in asyncio.run(at_once(installation, attempts)))
