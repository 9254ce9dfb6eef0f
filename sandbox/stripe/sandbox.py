"""One running sandbox: the world and everything around it that can be told to misbehave."""

from collections.abc import Callable

from sandbox.stripe import resources
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.http.faults import ApiFaults
from sandbox.stripe.http.rate_limits import RateLimiter
from sandbox.stripe.status.log import RequestLog
from sandbox.stripe.webhooks.post_office import PostOffice, Service


class Sandbox:
    """What the servers of the API and of the control API share."""

    def __init__(
        self,
        world: World,
        *,
        wall: Callable[[], int],
        pace: Callable[[], float] = lambda: 0.0,
        service: Service | None = None,
    ) -> None:
        resources.load()
        self.world = world
        self.desk = Desk(world)
        self.post_office = PostOffice(service or Service(), wall)
        self.api_faults = ApiFaults(world.seed)
        self.limiter = RateLimiter(pace)
        self.log = RequestLog()
        world.listeners.append(self.post_office.accept)

    def reset(self) -> None:
        """Start over: accounts and keys stay, their objects, faults and waiting webhooks go."""
        self.world.reset()
        self.desk.taken = 0
        self.post_office.forget()
        self.api_faults.orders.clear()
        self.limiter.enforce(None)
        self.log.clear()
