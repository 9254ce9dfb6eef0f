"""A fresh agency for every test."""

import pytest

from tests.unit.sandbox.highlevel.agency import Agency


@pytest.fixture
def agency() -> Agency:
    return Agency()
