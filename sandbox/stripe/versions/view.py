"""What a converter may look at while it shows an object in an older version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

type Object = dict[str, Any]


class Books(Protocol):
    """The account's objects, in the pinned version: older shapes name what newer ones do not."""

    def find(self, kind: str, object_id: str) -> Object | None:
        """Find an object that may not exist."""

    def where(self, kind: str, field: str, value: str) -> Iterator[Object]:
        """Walk the objects of a kind that refer to another object."""


@dataclass(frozen=True, slots=True)
class View:
    """An account, looked at with the eyes of one version."""

    books: Books
    show: Callable[[Object], Object]
    """Shows one more object in the same version."""

    def whole(self, kind: str, reference: object) -> Object | None:
        """Show in full what is named by its id; what was expanded already stays as it is."""
        if not isinstance(reference, str):
            return reference if isinstance(reference, dict) else None
        found = self.books.find(kind, reference)
        return None if found is None else self.show(found)


type Undo = Callable[[Object, View], Object]
"""Turns an object back into what it was before one release."""


def without(obj: Object, *names: str) -> Object:
    """Leave fields out."""
    return {name: value for name, value in obj.items() if name not in names}
