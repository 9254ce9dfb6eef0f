"""Shows whatever an answer or an event holds in the version that was asked for."""

from dataclasses import dataclass
from typing import cast

from sandbox.stripe.core.changes import previous_attributes
from sandbox.stripe.versions import basil, clover, dahlia, y2022, y2024
from sandbox.stripe.versions.view import Books, Object, Undo, View

STEPS: tuple[tuple[str, dict[str, Undo]], ...] = (
    ("2026-03-25.dahlia", dahlia.UNDO),
    ("2025-09-30.clover", clover.UNDO),
    ("2025-03-31.basil", basil.UNDO),
    ("2024-04-10", y2024.UNDO),
    ("2022-11-15", y2022.UNDO),
)
"""Every release that changed an object of the sandbox's, newest first."""


def rendered[Value](value: Value, books: Books, version: str) -> Value:
    """Show a value in an older version, down to the objects within objects; an event among them
    stays in the version it was made in (docs.stripe.com/api/events)."""
    undoing = [undo for release, undo in STEPS if version < release]
    return cast(Value, _Eyes(books, undoing).show(value)) if undoing else value


def rendered_data(data: Object, books: Books, version: str) -> Object:
    """Show what an event tells in an older version, the old values of an update included."""
    now = rendered(data["object"], books, version)
    if "previous_attributes" not in data:
        return {"object": now}
    before = rendered(_undone(data["object"], data["previous_attributes"]), books, version)
    return {"object": now, "previous_attributes": previous_attributes(before, now)}


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Sees objects as before the releases that are undone."""

    books: Books
    undoing: list[dict[str, Undo]]

    def show(self, value: object) -> object:
        """Show a value, the innermost objects first."""
        match value:
            case list():
                return [self.show(each) for each in value]
            case {"object": "event"}:
                return value
            case dict():
                return self.object({name: self.show(inner) for name, inner in value.items()})
        return value

    def object(self, obj: Object) -> Object:
        """Undo release by release; of a deleted object only a stub is left, the same ever since."""
        view = View(self.books, lambda other: cast(Object, self.show(other)))
        for undo in self.undoing:
            kind = obj.get("object")
            if kind in undo and "deleted" not in obj:
                obj = undo[kind](obj, view)
        return obj


def _undone(now: object, old: object) -> Object:
    """Put the old values back; a hash tells only those of its keys that changed."""
    if not (isinstance(now, dict) and isinstance(old, dict)):
        return cast(Object, old)
    return {**now, **{name: _undone(now.get(name), value) for name, value in old.items()}}
