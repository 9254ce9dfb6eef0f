"""Thousands of deliveries are no news to whoever reads a test's output."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Say only what is worse than a warning."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
