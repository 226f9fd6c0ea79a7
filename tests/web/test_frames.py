"""Our own frames can be read by any WebSocket library."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from tms_core.realtime.visibility import CaughtUp, EventMessage, Message, PositionMessage, Resync
from tms_web.realtime.frames import error_frame, frame_of, payload_of, text_frame

BORDERS = [0, 1, 125, 126, 127, 65_535, 65_536, 100_000]


def read(wire: bytes) -> Frame:
    """The only frame in ``wire``, as ``websockets`` reads it from a server."""
    reader = StreamReader()
    reader.feed_data(wire)
    reading = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as done:
        next(reading)
    assert not reader.buffer, "there is more behind the frame"
    frame: Frame = done.value.value
    return frame


@pytest.mark.parametrize("size", BORDERS)
def test_a_frame_of_any_size_is_read_as_one_final_text(size: int) -> None:
    payload = ("é" * (size // 2) + "x" * (size % 2)).encode()
    frame = read(text_frame(payload))
    assert (frame.opcode, frame.fin, frame.rsv1, bytes(frame.data)) == (Opcode.TEXT, True, False, payload)


@pytest.mark.parametrize("size", BORDERS)
def test_the_payload_of_a_frame_can_be_recovered(size: int) -> None:
    assert payload_of(text_frame(b"x" * size)) == b"x" * size


HAPPENED = EventMessage(
    type="user_deleted",
    position="e.7.c",
    id="0f",
    at=datetime(2026, 5, 4, 9, tzinfo=UTC),
    actor_id=None,
    data={"user_id": 3},
)
SAID: list[tuple[Message, dict[str, object]]] = [
    (
        HAPPENED,
        {
            "type": "user_deleted",
            "position": "e.7.c",
            "id": "0f",
            "at": "2026-05-04T09:00:00Z",
            "actor_id": None,
            "data": {"user_id": 3},
        },
    ),
    (CaughtUp(position="e.7.c"), {"type": "caught_up", "position": "e.7.c"}),
    (PositionMessage(position="e.7.c"), {"type": "mark", "position": "e.7.c"}),
    (
        Resync(reason="too_old", position="e.7.c"),
        {"type": "resync", "reason": "too_old", "position": "e.7.c"},
    ),
]


@pytest.mark.parametrize(("message", "said"), SAID)
def test_messages_have_the_form_that_the_contract_defines(message: Message, said: dict[str, object]) -> None:
    assert json.loads(bytes(read(frame_of(message)).data)) == said


def test_an_error_names_the_request_it_is_about() -> None:
    frame = read(error_frame("validation_failed", "path: must be text", {"id": "7"}))
    assert json.loads(bytes(frame.data)) == {
        "type": "error",
        "id": "7",
        "code": "validation_failed",
        "detail": "path: must be text",
    }
