"""A fresh mailbox for every test."""

import pytest

from tests.unit.sandbox.mailbox.sender import Sender


@pytest.fixture
def sender() -> Sender:
    return Sender()
