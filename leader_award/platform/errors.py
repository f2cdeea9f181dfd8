"""The family of errors that people can cause and mend."""

from typing import Any


class DomainError(Exception):
    """Something a person asked for cannot be done; nothing has been changed.

    `message` is translatable and addressed to that person; `field` names the form field
    where it was typed, if there is one.
    """

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(str(message) if isinstance(message, str) else message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(DomainError):
    """The rules do not allow this now (state, deadline, freeze)."""


class Conflict(DomainError):
    """Somebody else changed the thing meanwhile.

    `changes` maps a field's name to its stored value, so that the page can show the difference.
    """

    def __init__(self, message: Any, *, changes: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.changes = changes or {}
