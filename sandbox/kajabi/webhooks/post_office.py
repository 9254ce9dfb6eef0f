"""How Kajabi's letters travel.

Kajabi documents no retry, no timeout and no header of its own: a letter is tried once, unless told
otherwise. Its headers are inferred.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.ground import post_office
from sandbox.ground.letters import Letter
from sandbox.ground.post_office import Answer
from sandbox.ground.sorting import Sorter

HEADERS = {"content-type": "application/json", "user-agent": "Kajabi"}


@dataclass(frozen=True, slots=True)
class Service:
    """How patiently deliveries are made; seconds are real."""

    attempts: int = 1
    concurrency: int = 16
    wait: float = 0.1
    timeout: float = 30.0


class PostOffice(post_office.PostOffice):
    """Tries as often as its service says."""

    def __init__(self, sorter: Sorter, service: Service) -> None:
        super().__init__(sorter, service.timeout, service.concurrency)
        self.service = service

    def headers(self, letter: Letter) -> Mapping[str, str]:
        """Write plain headers: nothing is signed."""
        del letter
        return HEADERS

    def settle(self, letter: Letter, answer: Answer) -> None:
        """Try again until the service's patience ends."""
        if isinstance(answer, int) and 200 <= answer < 300:
            self.close("delivered")
        elif letter.attempt + 1 < self.service.attempts:
            self.again(replace(letter, attempt=letter.attempt + 1), self.service.wait)
        else:
            self.close("failed")
