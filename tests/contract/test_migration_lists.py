"""The lists of a migration that are too long for a message, in memory and in the bucket alike
(MIG-4, MIG-7)."""

from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from carryover.adapters.s3 import S3Shelf
from carryover.adapters.s3_migration import PREFIX, S3Needs, S3Selections, packed
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.migration.catalogue.store import Needs
from carryover.migration.model import Old, Thing
from carryover.migration.store import Chosen, Selections
from cli.rehearsal.memory import NeedsMemory, SelectionMemory

KEY = "acme/waves/1.jsonl.gz"


@pytest.fixture
def shelf(aws: botocore.session.Session) -> S3Shelf:
    client: Any = aws.create_client("s3")
    place = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="artefacts", CreateBucketConfiguration=place)
    return S3Shelf(lambda: client, "artefacts")


@pytest.fixture(params=["memory", "s3"])
def selections(request: pytest.FixtureRequest) -> Selections:
    if request.param == "memory":
        return SelectionMemory()
    return S3Selections(request.getfixturevalue("shelf"))


@pytest.fixture(params=["memory", "s3"])
def needs(request: pytest.FixtureRequest) -> Needs:
    if request.param == "memory":
        return NeedsMemory()
    return S3Needs(request.getfixturevalue("shelf"))


def chosen(number: int) -> Chosen:
    return Chosen(
        account="us",
        subscription=f"sub_{number}",
        customer=f"cus_{number}",
        planned=f'{{"note":"line\u2028break, {number}"}}',
    )


def test_a_wave_is_taken_up_as_it_was_laid_down(selections: Selections) -> None:
    wave = [chosen(n) for n in range(30)]

    selections.put(KEY, wave)

    assert list(selections.get(KEY)) == wave
    assert list(selections.get(KEY)[10:12]) == wave[10:12]
    assert len(selections.get(KEY)) == 30


def test_an_empty_wave_is_a_wave(selections: Selections) -> None:
    selections.put(KEY, [])

    assert list(selections.get(KEY)) == []


def test_a_list_that_is_not_there_goes_to_a_person(selections: Selections) -> None:
    with pytest.raises(NeedsReview):
        selections.get(KEY)


def test_the_worker_may_read_what_lies_under_one_prefix(shelf: S3Shelf) -> None:
    S3Selections(shelf).put(KEY, [chosen(1)])

    assert shelf.get(PREFIX + KEY) == packed([chosen(1)])


def test_the_same_list_is_the_same_bytes() -> None:
    assert packed([chosen(1), chosen(2)]) == packed([chosen(1), chosen(2)])


def test_what_a_plan_needs_is_kept_in_its_order_and_by_its_hash(needs: Needs) -> None:
    needed = [Old(account="us", kind=Thing.PRICE, id=f"price_{n}") for n in (3, 1, 2)]

    needs.put("acme", "hash-1", needed)

    assert list(needs.get("acme", "hash-1")) == needed
    with pytest.raises(NeedsReview):
        needs.get("acme", "hash-2")


@dataclass
class NoRights:
    """An S3 whose answer for a missing object is 403: the role may not list the bucket."""

    def get_object(self, **_asked: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject")


def test_a_missing_right_is_not_taken_for_a_missing_list() -> None:
    client: Any = NoRights()

    with pytest.raises(Retryable, match="AccessDenied"):
        S3Selections(S3Shelf(lambda: client, "artefacts")).get(KEY)
