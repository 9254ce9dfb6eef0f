import pytest

from tests.unit.sandbox.stripe.payments.till import Till


@pytest.fixture
def till() -> Till:
    return Till()
