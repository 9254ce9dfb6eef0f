"""https://docs.stripe.com/search"""

import pytest

from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError

MINUTE = 60


@pytest.fixture
def people(us: Caller, clockwork: World) -> None:
    us.post("/v1/customers", name="Ann Lee", email="ann@example.com", metadata={"plan": "gold"})
    clockwork.advance(clockwork.clock + 100)
    us.post("/v1/customers", name="Bea Lee", email="BEA@example.com", metadata={"plan": "it's"})
    clockwork.advance(clockwork.clock + 100)
    us.post("/v1/customers", name="Cid", phone="+48 600 100 200")
    clockwork.advance(clockwork.clock + MINUTE)


def names(us: Caller, query: str, **more: object) -> list[str]:
    found = us.get("/v1/customers/search", query=query, **more)["data"]
    return [each["name"] for each in found]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('email:"ann@example.com"', ["Ann Lee"]),
        ("email:'bea@EXAMPLE.com'", ["Bea Lee"]),
        ('email~"example"', ["Bea Lee", "Ann Lee"]),
        ('name~"lee" AND email~"ann@"', ["Ann Lee"]),
        ('name~"lee" email~"ann@"', ["Ann Lee"]),
        ('name:"Cid" OR name:"Ann Lee"', ["Cid", "Ann Lee"]),
        ('name:"Cid" or name:"Ann Lee"', ["Cid", "Ann Lee"]),
        ('-name~"lee"', ["Cid"]),
        ('metadata["plan"]:"gold"', ["Ann Lee"]),
        ("metadata['plan']:'it\\'s'", ["Bea Lee"]),
        ('metadata["plan"]:null', ["Cid"]),
        ('-metadata["plan"]:null', ["Bea Lee", "Ann Lee"]),
        ("phone:null", ["Bea Lee", "Ann Lee"]),
        ("created>1738317600", ["Cid", "Bea Lee"]),
        ("created<=1738317700", ["Bea Lee", "Ann Lee"]),
        ("created:1738317600", ["Ann Lee"]),
        ('name:"nobody"', []),
    ],
)
def test_a_query_finds_what_it_says(us: Caller, query: str, found: list[str]) -> None:
    assert names(us, query) == found


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "cannot be unset"),
        ("ann", "unable to parse your search query"),
        ('email:"a" nonsense', "unable to parse your search query"),
        ('email:"a"name:"b"', "unable to parse your search query"),
        ('shoe_size:"44"', "Field `shoe_size` is an unsupported search field"),
        ('metadata:"x"', "Field `metadata` is an unsupported search field"),
        ('email["x"]:"y"', "is an unsupported search field"),
        ('email:"a" AND name:"b" OR name:"c"', "cannot mix AND and OR"),
        ('email>"a"', "does not support the operator >"),
        ('metadata["k"]~"value"', "does not support the operator ~"),
        ('email~"ab"', "at least 3 characters"),
        ('created~"123"', "needs a whole number"),
        ('created>"yesterday"', "needs a whole number"),
        (" ".join(['email:"a"'] * 11), "at most 10 clauses"),
    ],
)
def test_what_is_no_query_is_refused(us: Caller, query: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        names(us, query)


def test_a_new_object_is_found_after_a_minute(us: Caller, clockwork: World) -> None:
    us.post("/v1/customers", name="Ann")
    at_once = names(us, 'name:"Ann"')
    clockwork.advance(clockwork.clock + MINUTE)

    assert at_once == []
    assert names(us, 'name:"Ann"') == ["Ann"]


def test_a_change_and_a_deletion_are_known_after_a_minute(us: Caller, clockwork: World) -> None:
    ann, bea = us.post("/v1/customers", name="Ann"), us.post("/v1/customers", name="Bea")
    clockwork.advance(clockwork.clock + MINUTE)
    us.post(f"/v1/customers/{ann['id']}", name="Anna")
    us.post(f"/v1/customers/{ann['id']}", name="Anne")
    us.delete(f"/v1/customers/{bea['id']}")
    stale = names(us, '-name:"x"')
    clockwork.advance(clockwork.clock + MINUTE)

    assert sorted(stale) == ["Ann", "Bea"]
    assert names(us, '-name:"x"') == ["Anne"]


def test_pages_follow_each_other_by_their_token(us: Caller, clockwork: World) -> None:
    for name in "abcde":
        us.post("/v1/customers", name=name)
    clockwork.advance(clockwork.clock + MINUTE)
    seen: list[str] = []
    page: Object = {"next_page": None}
    for _ in range(3):
        token = {"page": page["next_page"]} if page["next_page"] else {}
        page = us.get("/v1/customers/search", query='-name:"x"', limit=2, **token)
        seen += [each["name"] for each in page["data"]]

    assert seen == list("edcba")
    assert page["has_more"] is False
    assert page["next_page"] is None
    with pytest.raises(RefusedError, match="Invalid page"):
        us.get("/v1/customers/search", query='-name:"x"', page="nowhere")


@pytest.mark.usefixtures("people")
def test_the_total_is_counted_when_asked_for(us: Caller) -> None:
    found = us.get("/v1/customers/search", query='name~"lee"', limit=1, expand=["total_count"])

    assert found["object"] == "search_result"
    assert found["total_count"] == 2
    assert len(found["data"]) == 1


def test_other_resources_offer_their_own_fields(us: Caller, clockwork: World) -> None:
    product = us.post("/v1/products", name="Golden course", id="gold")
    price = us.post("/v1/prices", product="gold", currency="pln", unit_amount=5, lookup_key="k")
    clockwork.advance(clockwork.clock + MINUTE)

    def ids(resource: str, query: str) -> list[str]:
        return [each["id"] for each in us.get(f"/v1/{resource}/search", query=query)["data"]]

    assert ids("products", 'active:"true" AND name~"golden"') == [product["id"]]
    assert ids("prices", 'lookup_key:"k" AND currency:"PLN"') == [price["id"]]
    assert ids("subscriptions", 'status:"active"') == []
    with pytest.raises(RefusedError, match="unknown parameter: query"):
        us.get("/v1/setup_intents/search", query='status:"succeeded"')


def test_expansion_reaches_into_the_results(us: Caller, clockwork: World) -> None:
    us.post("/v1/products", name="Course", id="a")
    us.post("/v1/prices", product="a", currency="usd", unit_amount=5)
    clockwork.advance(clockwork.clock + MINUTE)

    found = us.get("/v1/prices/search", query='active:"true"', expand=["data.product"])

    assert found["data"][0]["product"]["name"] == "Course"
