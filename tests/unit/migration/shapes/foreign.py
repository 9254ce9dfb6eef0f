"""Shapes that do not move: what hangs on the source account itself."""

from carryover.migration.planning.codes import Code
from tests.unit.migration.shapes.dates import sold
from tests.unit.migration.shapes.money import GERMANY
from tests.unit.migration.shapes.shape import Collection
from tests.unit.migration.shapes.shop import customer, forced, method, price, subscribe
from tests.unit.migration.shapes.world import Object, World2, instant

FOREIGN = Collection()


@FOREIGN.held(Code.NO_PAYMENT_METHOD, "There is nothing to charge")
def card_detached_since(world: World2) -> Object:
    made = sold(world, "month", 5)
    listed = world.get("us", "payment_methods", customer=made["customer"])
    world.post("us", f"payment_methods/{listed['data'][0]['id']}/detach")
    return made


@FOREIGN.held(Code.NOT_COPIED, "bacs_debit")
def bacs_debit(world: World2) -> Object:
    owner = customer(world, card=None)
    own = method(world, "us", owner, "bacsDebit_success")
    of = price(world, currency="gbp")
    made = subscribe(world, owner, of, default_payment_method=own)
    world.days_pass(12)
    return made


def _charged_to(world: World2, kind: str) -> Object:
    """A method of a kind this Stripe cannot make."""
    owner = customer(world, card=None)
    own = method(world, "us", owner, "card_visa")
    made = subscribe(world, owner, default_payment_method=own)
    world.account("us").get("payment_method", own)["type"] = kind
    world.days_pass(3)
    return made


@FOREIGN.held(Code.NOT_COPIED, "acss_debit")
def acss_debit(world: World2) -> Object:
    return _charged_to(world, "acss_debit")


@FOREIGN.held(Code.NOT_COPIED, "link")
def wallet(world: World2) -> Object:
    return _charged_to(world, "link")


@FOREIGN.held(Code.METERED, "It bills usage")
def metered(world: World2) -> Object:
    made = sold(world, "month", 5)
    account = world.account("us")
    [item] = account.get("subscription", made["id"])["items"]["data"]
    item["price"]["recurring"]["usage_type"] = "metered"
    return made


@FOREIGN.held(Code.APPLICATION, "The application ca_samcart made it")
def made_by_an_application(world: World2) -> Object:
    return forced(world, sold(world, "month", 5), application="ca_samcart")


@FOREIGN.held(Code.CONNECT, "transfer_data")
def money_for_a_connected_account(world: World2) -> Object:
    data = {"amount_percent": None, "destination": "acct_1"}
    return forced(world, sold(world, "month", 5), transfer_data=data)


@FOREIGN.held(Code.CONNECT, "application_fee_percent")
def fee_of_a_platform(world: World2) -> Object:
    return forced(world, sold(world, "month", 5), application_fee_percent=2.5)


@FOREIGN.held(Code.CONNECT, "on_behalf_of")
def on_behalf_of_somebody(world: World2) -> Object:
    return forced(world, sold(world, "month", 5), on_behalf_of="acct_1")


@FOREIGN.held(Code.BILLING, "when a threshold is reached")
def billed_at_a_threshold(world: World2) -> Object:
    limits = {"amount_gte": 50_000, "reset_billing_cycle_anchor": False}
    return forced(world, sold(world, "month", 5), billing_thresholds=limits)


@FOREIGN.held(Code.BILLING, "an interval of their own")
def charges_in_their_own_interval(world: World2) -> Object:
    interval = {"interval": "week", "interval_count": 1}
    return forced(world, sold(world, "month", 5), pending_invoice_item_interval=interval)


@FOREIGN.held(Code.BILLING, "merchant of record")
def sold_by_stripe(world: World2) -> Object:
    return forced(world, sold(world, "month", 5), managed_payments={"enabled": True})


@FOREIGN.held(Code.BILLING, "billed ahead by billing schedules")
def billed_ahead(world: World2) -> Object:
    ahead = [{"key": "k", "applies_to": None, "bill_until": {"type": "timestamp"}}]
    return forced(world, sold(world, "month", 5), billing_schedules=ahead)


@FOREIGN.held(Code.UNKNOWN, "the field loyalty_tier")
def field_of_a_later_version(world: World2) -> Object:
    return forced(world, sold(world, "month", 5), loyalty_tier={"level": 3})


@FOREIGN.held(Code.PAYMENT_OPTIONS, "card.mandate_options")
def bound_to_a_mandate(world: World2) -> Object:
    options = {"card": {"mandate_options": {"amount": 5000, "amount_type": "maximum"}}}
    settings = {"payment_method_options": options, "payment_method_types": None}
    return forced(world, sold(world, "month", 5), payment_settings=settings)


@FOREIGN.held(Code.TAX, "tax ids of the source account")
def tax_ids_of_the_account(world: World2) -> Object:
    settings = {"account_tax_ids": ["txi_1"], "issuer": {"type": "self"}}
    return forced(world, sold(world, "month", 5), invoice_settings=settings)


@FOREIGN.held(Code.TAX, "a shipping address")
def taxed_where_it_is_shipped(world: World2) -> Object:
    owner = customer(world, address=GERMANY)
    of = price(world, tax_behavior="exclusive")
    made = subscribe(world, owner, of, automatic_tax={"enabled": True})
    known = world.account("us").get("customer", owner)
    known["shipping"] = {"name": "Ann", "phone": None, "address": GERMANY}
    return made


@FOREIGN.held(Code.METADATA, "as many as Stripe allows")
def metadata_full(world: World2) -> Object:
    return sold(world, "month", 5, metadata={f"key_{n}": "v" for n in range(50)})


@FOREIGN.held(Code.ITEMS, "Stripe creates 20 at most")
def more_items_than_can_be_created(world: World2) -> Object:
    items = [{"price": price(world, 100 + n)} for n in range(20)]
    made = subscribe(world, items=items)
    world.days_pass(3)
    kept = world.account("us").get("subscription", made["id"])["items"]
    kept["data"].append({**kept["data"][0], "id": "si_21"})
    return made


@FOREIGN.held(Code.EMAIL, "its customer has no address")
def nobody_to_send_invoices_to(world: World2) -> Object:
    made = subscribe(world, collection_method="send_invoice", days_until_due=7)
    world.days_pass(3)
    world.account("us").get("customer", made["customer"])["email"] = None
    return made


@FOREIGN.held(Code.ANCHOR, "no renewal reckoned from its billing_cycle_anchor")
def period_off_its_cycle(world: World2) -> Object:
    made = sold(world, "month", 5)
    return forced(world, made, billing_cycle_anchor=instant("2026-01-09T09:00:00"))


@FOREIGN.held(Code.CUSTOMER, "Its customer was deleted")
def customer_deleted(world: World2) -> Object:
    made = sold(world, "month", 5)
    account = world.account("us")
    owner = account.get("customer", made["customer"])
    owner["deleted"] = True
    return made


@FOREIGN.held(Code.TEST_CLOCK, "lives on a test clock")
def on_a_test_clock(world: World2) -> Object:
    frozen = world.post("us", "test_helpers/test_clocks", frozen_time=world.now)["id"]
    return subscribe(world, customer(world, test_clock=frozen))
