"""Bodies too large for a message are found again, byte for byte."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from carryover.adapters.s3 import S3Shelf
from carryover.kernel.errors import Retryable


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        yield botocore.session.get_session().create_client("s3", region_name="us-east-1")


def test_what_was_put_on_the_shelf_is_found_there(s3: Any) -> None:
    s3.create_bucket(Bucket="artefacts")
    shelf = S3Shelf(lambda: s3, "artefacts")

    shelf.put("deliveries/2026/11/20/a%3D", b"\xff\x00{}")

    assert shelf.get("deliveries/2026/11/20/a%3D") == b"\xff\x00{}"


def test_a_bucket_that_is_not_there_is_our_failure(s3: Any) -> None:
    with pytest.raises(Retryable, match="NoSuchBucket"):
        S3Shelf(lambda: s3, "nowhere").put("key", b"body")
