"""Mapped classes on the product's tables."""

from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from tms_adapters.sql import tables


class Base(DeclarativeBase):
    """What all mapped classes share."""

    metadata = tables.metadata


class User(Base):
    """A person."""

    __table__ = tables.users

    credentials: Mapped["Credentials"] = relationship(lazy="raise")


class Credentials(Base):
    """A person's password."""

    __table__ = tables.credentials


class Seat(Base):
    """A trainee's place in a session, with the attendance mark."""

    __table__ = tables.seats

    trainee: Mapped[User] = relationship(lazy="raise")


class TrainingSession(Base):
    """A session, its trainer and its seats."""

    __table__ = tables.sessions

    trainer: Mapped[User] = relationship(lazy="raise")
    seats: Mapped[list[Seat]] = relationship(lazy="raise", order_by=tables.seats.c.place)

    @property
    def trainees(self) -> list[User]:
        """Who takes part."""
        return [seat.trainee for seat in self.seats]

    @property
    def trainee_ids(self) -> list[int]:
        """The ids of those who take part."""
        return [seat.trainee_id for seat in self.seats]

    @property
    def trainee_id(self) -> int | None:
        """The first of them."""
        return self.seats[0].trainee_id if self.seats else None

    @property
    def trainee_count(self) -> int:
        """How many they are."""
        return len(self.seats)

    @property
    def attendance(self) -> list[Seat]:
        """The seats that have been marked."""
        return [seat for seat in self.seats if seat.status is not None]


class StreamHead(Base):
    """Where the event log stands."""

    __table__ = tables.stream_head


class LoggedEvent(Base):
    """One event."""

    __table__ = tables.event_log
