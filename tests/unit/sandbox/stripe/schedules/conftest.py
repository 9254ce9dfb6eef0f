import pytest

from tests.unit.sandbox.stripe.billing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()
