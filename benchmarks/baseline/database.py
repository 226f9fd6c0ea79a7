"""Engine and sessions, set up as in SQLAlchemy's guide to asyncio."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

POOL_SIZE = 32  # same as the product's


def make_engine(url: str) -> AsyncEngine:
    """An engine for a MariaDB or SQLite URL in the product's format."""
    if url.startswith("sqlite:"):
        address = url.replace("sqlite:", "sqlite+aiosqlite:", 1)
        return create_async_engine(address, pool_size=POOL_SIZE, connect_args={"timeout": 30})
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_recycle=1800,
        isolation_level="READ COMMITTED",
    )


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """The factory for each request's session."""
    return async_sessionmaker(engine, expire_on_commit=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One session per request."""
    async with request.app.state.sessions() as session:
        yield session


Database = Annotated[AsyncSession, Depends(get_session)]
