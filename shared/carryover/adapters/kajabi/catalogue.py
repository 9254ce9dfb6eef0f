"""A site's offers and tags (``ports.kajabi_catalogue``): ``GET /v1/offers`` and, read-only in the
API, ``GET /v1/contact_tags`` (CONTRACTS.md §1.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from carryover.adapters.kajabi.api import PAGE
from carryover.adapters.kajabi.transport import Json, Transport
from carryover.kernel.errors import Retryable


@dataclass(frozen=True, slots=True)
class SiteCatalogue:
    """Reads titles."""

    transport: Transport

    def offers(self, site: str) -> Mapping[str, str]:
        """Go through the list of offers; the inner title is what the owner calls it."""
        return {
            str(each["id"]): str(
                each["attributes"].get("internal_title") or each["attributes"].get("title") or ""
            )
            for each in self._all(site, "offers")
        }

    def tags(self, site: str) -> Mapping[str, str]:
        """Go through the list of tags."""
        found = self._all(site, "contact_tags")
        return {str(each["id"]): str(each["attributes"].get("name") or "") for each in found}

    def _all(self, site: str, path: str) -> Iterator[Json]:
        """Follow the pages while ``links.next`` says there is one (CONTRACTS.md §1.3)."""
        page, more = 1, True
        while more:
            asked = {
                "filter[site_id]": self.transport.keys.of(site).site,
                "page[number]": str(page),
                "page[size]": str(PAGE),
            }
            answer = self.transport.get(site, path, asked)
            if answer is None:
                raise Retryable(f"Kajabi has no list of {path} now")
            yield from answer["data"]
            page, more = page + 1, bool((answer.get("links") or {}).get("next"))
