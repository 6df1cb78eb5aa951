"""The one error a user is meant to read: a code with values, put into words at the edge.

The worker sends code, values and English words; Blender has the same templates in other languages and
finds the button that helps by the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .messages import TEMPLATES


@dataclass(frozen=True)
class Message:
    """Something to tell the user; `str` puts it into English.

    code: of TEMPLATES; or, for what only the command line says and for packages of others, a text that is
    shown as it is. values fill the template's places; they may be messages themselves.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        template = TEMPLATES.get(self.code)
        return self.code if template is None else template.format(**self.values)

    def to_json(self) -> dict[str, Any]:
        """Plain values: code, values (messages in them alike) and the English text."""
        return {
            "code": self.code,
            "values": {k: _plain(v) for k, v in self.values.items()},
            "text": str(self),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Message:
        """The inverse of `to_json`."""
        return cls(said["code"], {k: _message(v) for k, v in said["values"].items()})


class ModelsheetError(ValueError):
    """Bad input or a missing part: one line that says what is wrong and what to do.

    The command line prints it and exits with 2; the worker sends it as an error event.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.message = Message(code, values)
        super().__init__(str(self.message))

    def __reduce__(self) -> tuple:  # between processes, with its code
        return _again, (type(self), self.message)


def _again(kind: type[ModelsheetError], message: Message) -> ModelsheetError:
    return kind(message.code, **message.values)


def _plain(value: object) -> object:
    if isinstance(value, Message):
        return value.to_json()
    return value if isinstance(value, (int, float, str)) else str(value)


def _message(value: Any) -> Any:
    return Message.from_json(value) if isinstance(value, dict) else value
