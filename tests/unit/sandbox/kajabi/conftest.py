"""A fresh school for every test."""

import pytest

from tests.unit.sandbox.kajabi.school import School


@pytest.fixture
def school() -> School:
    return School()
