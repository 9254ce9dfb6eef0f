"""What a site sells and which tags it has: rules name them by id, people know them by title."""

from collections.abc import Mapping
from typing import Protocol


class KajabiCatalogue(Protocol):
    """Reads it. Raises as ``ports.kajabi.Kajabi`` does; ``NeedsReview`` also where the site has no
    API key."""

    def offers(self, site: str) -> Mapping[str, str]:
        """Every offer's title, by id."""

    def tags(self, site: str) -> Mapping[str, str]:
        """Every tag's name, by id."""
