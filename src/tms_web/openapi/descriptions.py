"""What names alone do not say, as the features say it. Written for people who call the API."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tms_core.feature import Documentation, Features

INTRODUCTION = """\
Plan training sessions, enrol trainees, mark attendance.

**Signing in.** `POST /auth/login` answers a token; send it with every other call as `Authorization: Bearer …`.

**Times** are RFC 3339. Requests must carry an offset; answers are in UTC.

**Refusals** are problem details (RFC 9457, `application/problem+json`). `detail` is one sentence for people, `code` a
stable word for programs; each code is explained at the address in `type`. What you may not see is 404, as if absent.

**Lists** answer a JSON array, `X-Total-Count`, and `Link: <…>; rel="next"` while there is more. Follow that link: its
`cursor` costs the same however long the list is. Unknown query parameters are ignored, unknown body fields are not.

**Changing the same thing at once.** Users and sessions carry a `version`, which is also their `ETag`. Send it back in
`If-Match`, and a change made in between is 412 with the current state, not lost. `PUT` changes only the fields it sends.

**Sending again safely.** `POST` and `PUT` take an `Idempotency-Key`: within 24 hours the same key and request get the
first answer again, and nothing is done twice. Refused requests are not remembered.

**Reading and listening.** `X-Event-Position` on reads is the place in the event stream that the answer is at least as
new as. Open a WebSocket at `/ws` (subprotocol `tms.v1`) and send
`{"type": "authenticate", "token": "…", "since": "<position or null>"}` within five seconds: everything committed after
that position that you may see comes first, in order and complete, then `caught_up`, then each change as it happens.
Data of events is what the corresponding read would show you. Reads can be made over the socket too:
`{"type": "get", "id": "7", "path": "/sessions/?limit=10"}`. docs/realtime.md has every message and close code.
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
