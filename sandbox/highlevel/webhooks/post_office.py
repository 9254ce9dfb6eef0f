"""How HighLevel's letters travel."""

from collections.abc import Mapping

from sandbox.ground import post_office
from sandbox.ground.letters import Letter
from sandbox.ground.post_office import Answer
from sandbox.highlevel.core.world import World
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.webhooks.patience import again
from sandbox.highlevel.webhooks.signing import signature

TIMEOUT = 10.0
"""Real seconds a receiver has; the real number is not documented [U]."""


def headers(world: World, letter: Letter) -> Mapping[str, str]:
    """Write the headers of a delivery."""
    signed = signature(world.state.seed, letter.body)
    return {"content-type": "application/json", "x-ghl-signature": signed}


class PostOffice(post_office.PostOffice):
    """Delivers; a 429 comes back to the sorter, to rest until its time by the clock."""

    def __init__(self, sandbox: Sandbox, timeout: float = TIMEOUT) -> None:
        super().__init__(sandbox.sorter, timeout)
        self.world = sandbox.world

    def headers(self, letter: Letter) -> Mapping[str, str]:
        """Sign what is sent."""
        return headers(self.world, letter)

    def settle(self, letter: Letter, answer: Answer) -> None:
        """Deliver, lose, or wait for the next try."""
        if isinstance(answer, int) and 200 <= answer < 300:
            self.close("delivered")
        elif later := again(self.world, letter, answer):
            self.sorter.rest(*later)
            self.close("postponed")
        else:
            self.close("failed")
