"""The comparisons of the spec, each by its name: a poller stands on them (KAJ-2, KAJ-3)."""

import pytest

from sandbox.kajabi.people.catalogue import Terms
from tests.unit.sandbox.kajabi.school import MONTHLY, School

FIRST, SECOND = "2025-01-31T10:00:00.000Z", "2025-02-01T10:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "wanted", "found"),
    [
        ("created_at_eq", FIRST, [0]),
        ("created_at_not_eq", FIRST, [1]),
        ("created_at_gt", FIRST, [1]),
        ("created_at_gte", FIRST, [0, 1]),
        ("created_at_lt", SECOND, [0]),
        ("created_at_lte", SECOND, [0, 1]),
        ("created_at_start", "2025-02", [1]),
        ("currency_cont", "us", [1]),
        ("currency_not_cont", "us", [0]),
        ("currency_end", "R", [0]),
        ("amount_in_cents_gt", "900", [0]),
        ("amount_in_cents_eq", "900", [1]),
        ("deactivated_at_gt", FIRST, []),
        ("deactivated_at_lt", SECOND, []),
    ],
)
def test_purchases_are_compared_as_documented(
    school: School, name: str, wanted: str, found: list[int]
) -> None:
    bought = [school.buys(school.offer(terms=MONTHLY))]
    school.days_pass(1)
    bought.append(school.buys(school.offer(terms=Terms(900, "USD"))))

    shown = school.get("/v1/purchases", **{f"filter[{name}]": wanted})["data"]

    assert [each["id"] for each in shown] == [bought[n].id for n in found]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("filter[created_in_last]", ["eve@example.com"]),
        ("filter[not_created_in_last]", ["ada@example.com"]),
    ],
)
def test_people_are_found_by_age_in_days(school: School, name: str, found: list[str]) -> None:
    school.person()
    school.days_pass(10)
    school.person("eve@example.com")

    shown = school.get("/v1/contacts", **{name: "7"})["data"]

    assert [each["attributes"]["email"] for each in shown] == found
    school.refused(school.ask("GET", "/v1/contacts", **{name: "a week"}), 400)


def test_what_is_still_active_comes_first_when_the_last_ends_are_asked_for(school: School) -> None:
    ended, active = (school.buys(school.offer(), f"{n}@example.com") for n in "ab")
    school.cancels("deactivation", "a@example.com")

    shown = school.get("/v1/purchases", sort="-deactivated_at")["data"]

    assert [each["id"] for each in shown] == [active.id, ended.id]


def test_customers_are_listed_by_when_they_became_customers(school: School) -> None:
    late, early = school.person(), school.person("eve@example.com")
    school.grant(early, school.offer())
    school.days_pass(1)
    school.grant(late, school.offer())

    shown = school.get("/v1/customers")["data"]

    assert [each["relationships"]["contact"]["data"]["id"] for each in shown] == [late, early]


def test_tags_are_found_by_name_and_people_by_tag(school: School) -> None:
    ada, tag = school.person(), school.tag("Cancelled")
    school.tag("VIP")
    body = {"data": [{"type": "contact_tags", "id": tag}]}
    path = f"/v1/contacts/{ada}/relationships/tags"

    (found,) = school.get("/v1/contact_tags", **{"filter[name_cont]": "cancel"})["data"]
    school.done(school.ask("POST", path, body))
    tagged = school.get("/v1/contacts", **{"filter[has_tag_id]": found["id"]})["data"]
    school.done(school.ask("DELETE", path, body))

    assert [each["id"] for each in tagged] == [ada]
    assert school.get("/v1/contacts", **{"filter[has_tag_id]": found["id"]})["data"] == []
    assert len(school.get("/v1/contacts", **{"filter[has_no_tag_id]": found["id"]})["data"]) == 1


def test_hooks_are_listed_by_event_and_can_be_forgotten(school: School) -> None:
    key = school.done(school.hook("purchase"))["data"]["id"]
    school.done(school.hook("tag_added", "123"))

    (tags,) = school.get("/v1/hooks", **{"filter[event_eq]": "tag_added"})["data"]
    gone = school.ask("DELETE", f"/v1/hooks/{key}")

    assert tags["attributes"]["resource_id"] == 123
    assert (gone.status_code, gone.content) == (204, b"")
    assert len(school.get("/v1/hooks")["data"]) == 1
    school.refused(school.hook("subscription_cancelled"), 422)
    school.refused(school.hook("order_created"), 501)


def test_what_is_asked_for_comes_along(school: School) -> None:
    ada, offer = school.person(), school.offer()
    school.grant(ada, offer)

    whole = school.get(f"/v1/contacts/{ada}", include="offers,customer,tags")

    assert [each["type"] for each in whole["included"]] == ["offers", "customers"]
    customer = school.get(f"/v1/customers/{school.known().customer}", include="products")
    assert [each["id"] for each in customer["included"]] == offer.products
    shown = school.get(f"/v1/offers/{offer.id}", include="products")
    assert shown["data"]["attributes"]["free"]
    assert len(shown["included"]) == 1
    school.refused(school.ask("GET", f"/v1/offers/{offer.id}", include="site"), 501)
