"""Broadcasting to all connections as FastAPI's guide does it: one after the other."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, WebSocket, WebSocketDisconnect
from fastapi.requests import HTTPConnection

from benchmarks.baseline.models import LoggedEvent
from benchmarks.baseline.schemas import SessionOut


class ConnectionManager:
    """All open sockets."""

    def __init__(self) -> None:
        self.active: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        """Accept a connection."""
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        """Remove a closed connection."""
        self.active.remove(websocket)

    async def broadcast(self, message: Mapping[str, Any]) -> None:
        """Send a message to every connection."""
        for websocket in list(self.active):
            await websocket.send_json(message)


def manager_of(connection: HTTPConnection) -> ConnectionManager:
    """The manager of the running application."""
    manager: ConnectionManager = connection.app.state.manager
    return manager


Manager = Annotated[ConnectionManager, Depends(manager_of)]


async def listen(websocket: WebSocket, manager: Manager) -> None:
    """One socket. It is not authenticated; the product's are."""
    await manager.connect(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        manager.disconnect(websocket)


def message_of(event: LoggedEvent, session: SessionOut) -> dict[str, Any]:
    """An event in the form that the product's clients receive."""
    return {
        "type": event.type,
        "position": f"{event.event_id}.{event.pos}.{event.event_id[:16]}",
        "id": event.event_id,
        "at": event.at.isoformat(),
        "actor_id": event.actor_id,
        "data": session.model_dump(mode="json"),
    }
