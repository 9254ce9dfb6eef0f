import pytest

from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from tests.unit.sandbox.stripe.platform.caller import OTHER_KEY, Caller, world


@pytest.fixture
def clockwork() -> World:
    return world()


@pytest.fixture
def us(clockwork: World) -> Caller:
    return Caller(Desk(clockwork))


@pytest.fixture
def intl(us: Caller) -> Caller:
    return Caller(us.desk, OTHER_KEY)
