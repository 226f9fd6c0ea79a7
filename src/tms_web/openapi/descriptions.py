"""What names alone do not say, as the features say it. Written for people who call the API."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tms_core.feature import Documentation, Features

INTRODUCTION = """\
Plan training sessions, enrol trainees and take attendance.

**Signing in.** `POST /auth/login` returns a token; send it with every other request as `Authorization: Bearer …`.

**Times** are in RFC 3339 format. In requests they must have an offset; in responses they are in UTC.

**Errors** are problem details (RFC 9457, `application/problem+json`). `detail` is a sentence for people, `code` is stable
and for programs; the URL in `type` explains each code. Anything you may not see is 404, as if it did not exist.

**Lists** return a JSON array, `X-Total-Count`, and `Link: <…>; rel="next"` if there is more. Follow that link: reading
on with its `cursor` is equally fast anywhere in the list. Unknown query parameters are ignored, unknown body fields are
errors.

**Concurrent changes.** Users and sessions have a `version`, which is also their `ETag`. Send it in `If-Match`, and you
get 412 with the current state instead of overwriting a change made in between. `PUT` changes only the fields you send.

**Safe retries.** `POST` and `PUT` accept an `Idempotency-Key`: within 24 hours, the same request with the same key gets
the first response again, and nothing is done twice. Responses with errors are not stored.

**Real time.** A read returns `X-Event-Position`: it reflects all events up to that position, and perhaps later ones.
Open a WebSocket at `/ws` (subprotocol `tms.v1`) and send
`{"type": "authenticate", "token": "…", "since": "<position or null>"}` within five seconds. You first receive everything
committed after that position that you may see, in order and complete, then `caught_up`, then each change as it happens.
The data of an event is what the matching read would return to you. You can also read over the socket:
`{"type": "get", "id": "7", "path": "/sessions/?limit=10"}`. docs/realtime.md lists all messages and close codes.
"""


class Descriptions:
    """Names, notes and examples of the classes that the document shows."""

    def __init__(self, features: Features) -> None:
        self._documented = [feature.documentation() for feature in features]
        self._names = {cls: name for each in self._documented for cls, name in each.names.items()}
        self._examples = dict(_example(each) for of in self._documented for each in of.examples)

    def name_of(self, cls: type) -> str:
        """What a class is called on the wire."""
        return self._names.get(cls, cls.__name__)

    def note_on(self, cls: type, field: str) -> str | None:
        """What is to be known of a field: what its own feature says, or what holds for that field everywhere."""
        for documented in self._documented:
            if _is_in(cls, documented) and (note := _note(documented.notes, cls, field)):
                return note
        return None

    def example_of(self, cls: type) -> Any:
        """An example as JSON, or None."""
        return self._examples.get(cls)

    def sent_example_of(self, cls: type) -> Any:
        """As a caller would write it: without what is null."""
        example = self.example_of(cls)
        if not isinstance(example, dict):
            return example
        return {name: value for name, value in example.items() if value is not None}


def _is_in(cls: type, documented: Documentation) -> bool:
    return f"{cls.__module__}.".startswith(f"{documented.package}.")


def _note(notes: Mapping[str, str], cls: type, field: str) -> str | None:
    return notes.get(f"{cls.__name__}.{field}") or notes.get(field)


def _example(example: object) -> tuple[type, Any]:
    if isinstance(example, tuple):
        cls, value = example
        return cls, msgspec.to_builtins(value)
    return type(example), msgspec.to_builtins(example)
