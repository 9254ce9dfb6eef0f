"""https://docs.stripe.com/api/pagination"""

import pytest

from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import START, Caller, RefusedError


@pytest.fixture
def ids(us: Caller, clockwork: World) -> list[str]:
    """Twenty-five customers, a minute apart, newest first."""
    made = []
    for _ in range(25):
        made.append(us.post("/v1/customers")["id"])
        clockwork.advance(clockwork.clock + 60)
    return made[::-1]


def listed(us: Caller, **params: object) -> list[str]:
    return [each["id"] for each in us.get("/v1/customers", **params)["data"]]


def test_a_list_shows_the_ten_newest_and_says_that_there_is_more(
    us: Caller, ids: list[str]
) -> None:
    page = us.get("/v1/customers")

    assert [each["id"] for each in page["data"]] == ids[:10]
    assert (page["object"], page["has_more"], page["url"]) == ("list", True, "/v1/customers")


@pytest.mark.parametrize("limit", [1, 2, 7, 24, 25, 100])
def test_pages_down_see_everything_exactly_once(us: Caller, ids: list[str], limit: int) -> None:
    assert [each["id"] for each in us.pages("/v1/customers", limit=limit)] == ids


def test_pages_up_give_the_objects_just_before(us: Caller, ids: list[str]) -> None:
    page = us.get("/v1/customers", ending_before=ids[10], limit=4)

    assert [each["id"] for each in page["data"]] == ids[6:10]
    assert page["has_more"] is True
    assert us.get("/v1/customers", ending_before=ids[3], limit=4)["has_more"] is False


def test_a_new_object_does_not_disturb_who_is_paging_down(us: Caller, ids: list[str]) -> None:
    us.post("/v1/customers")

    assert listed(us, starting_after=ids[9], limit=3) == ids[10:13]


def test_created_narrows_a_list(us: Caller, ids: list[str]) -> None:
    assert listed(us, created=START) == ids[-1:]
    assert listed(us, created={"gte": START + 60, "lt": START + 180}) == ids[-3:-1]
    assert listed(us, created={"gt": START + 60, "lte": START + 180}) == ids[-4:-2]


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_has_between_1_and_100_objects(us: Caller, limit: int) -> None:
    with pytest.raises(RefusedError, match="than or equal to") as refused:
        us.get("/v1/customers", limit=limit)

    assert refused.value.error["param"] == "limit"


def test_a_cursor_that_names_nothing_is_refused(us: Caller, ids: list[str]) -> None:
    with pytest.raises(RefusedError, match="No such customer: 'cus_x'") as refused:
        us.get("/v1/customers", starting_after="cus_x")

    assert refused.value.error["param"] == "starting_after"
    assert ids


def test_email_finds_customers_exactly(us: Caller) -> None:
    ann = us.post("/v1/customers", email="ann@example.com")
    us.post("/v1/customers", email="Ann@example.com")

    assert listed(us, email="ann@example.com") == [ann["id"]]
