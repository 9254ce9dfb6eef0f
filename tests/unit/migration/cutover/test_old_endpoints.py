"""What listened to a source before us, and when it may be switched off (MIG-12, MIG-14)."""

from dataclasses import replace

import pytest

from carryover.kernel.errors import NeedsReview
from tests.unit.migration.cutover.office import Office


@pytest.fixture
def office() -> Office:
    return Office()


def a_subscription(office: Office) -> str:
    def make(path: str, **said: object) -> str:
        made = office.ring.stripe.post("new-us", path, said, key=f"{path} {said}")
        assert not hasattr(made, "status")
        return str(made["id"])

    customer = make("customers", email="ada@example.com", source="tok_visa")
    price = make(
        "prices",
        currency="usd",
        unit_amount=500,
        recurring={"interval": "month"},
        product_data={"name": "Tea"},
    )
    return make("subscriptions", customer=customer, items=[{"price": price}])


def test_old_endpoints_are_listed_with_what_hangs_on_them_and_ours_are_not(office: Office) -> None:
    office.applies()
    theirs = office.by_hand(
        url="https://crm.example.com/hook", enabled_events=["invoice.paid", "charge.refunded"]
    )

    (old,) = office.old().of("new-us")

    assert old.endpoint.id == theirs
    at_our_address = replace(office.old(), address="https://crm.example.com")
    assert list(at_our_address.of("new-us")) == []
    assert [told.split(",")[0] for told in old.hangs] == ["payments", "renewals"]


def test_an_old_endpoint_stays_on_while_anything_is_left_that_it_may_hear_of(
    office: Office,
) -> None:
    theirs = office.by_hand(url="https://crm.example.com/hook")
    a_subscription(office)

    with pytest.raises(NeedsReview, match="stays on: new-us still has subscriptions"):
        office.old().switch("new-us", theirs, on=False)

    assert office.endpoints[0]["status"] == "enabled"


def test_an_old_endpoint_goes_off_on_request_when_nothing_is_left_and_on_again(
    office: Office,
) -> None:
    theirs = office.by_hand(url="https://crm.example.com/hook")
    subscription = a_subscription(office)
    office.ring.stripe.delete("new-us", f"subscriptions/{subscription}", {}, key="over")

    for on in (False, True, False):
        office.old().switch("new-us", theirs, on=on)
        assert (office.endpoints[0]["status"] == "enabled") is on

    assert {deed.subject for deed in office.trail.of("acme")} == {"cutover new-us"}


def test_an_unknown_endpoint_is_a_sentence(office: Office) -> None:
    with pytest.raises(NeedsReview, match="has no old endpoint we_1"):
        office.old().switch("new-us", "we_1", on=False)
