"""Webhooks: two families, unsigned, and nothing about an end (KAJ-2, KAJ-3)."""

from sandbox.ground.letter_faults import WebhookFaults
from sandbox.ground.outage import Outage
from sandbox.kajabi.core.records import DashboardWebhook
from sandbox.kajabi.webhooks.letters import trial_letter
from tests.unit.sandbox.kajabi.school import DAY, MONTHLY, School

EVENTS = ("purchase", "payment_succeeded", "tag_added", "tag_removed")


def listening(school: School) -> School:
    for event in EVENTS:
        school.done(school.hook(event))
    return school


def test_a_purchase_tells_of_itself_and_of_its_payment(school: School) -> None:
    bought = listening(school).buys(school.offer(terms=MONTHLY))

    purchase, payment = school.letters()

    assert (purchase["event"], purchase["id"]) == ("purchase", bought.id)
    assert [each["type"] for each in purchase["payload"]] == ["purchases", "offers", "customers"]
    assert (payment["event"], payment["id"]) == ("payment_succeeded", bought.transactions[0])
    assert [each["type"] for each in payment["payload"]] == ["transactions", "customers"]


def test_no_end_has_an_event(school: School) -> None:
    bought = listening(school).buys(school.offer(terms=MONTHLY))
    school.letters()

    school.cancels("refund")
    school.cancels("deactivation")
    school.done(school.ask("POST", f"/v1/purchases/{bought.id}/cancel_subscription"))

    assert school.letters() == []


def test_a_grant_has_no_event_either(school: School) -> None:
    listening(school).grant(school.person(), school.offer())

    assert school.letters() == []


def test_a_form_that_an_automation_turns_into_a_tag_is_heard_of(school: School) -> None:
    cancelled, other = school.tag("Cancelled"), school.tag("VIP")
    school.automation("form_submitted", "cancel", "add_tag", cancelled)
    ada = school.person()
    school.done(school.hook("tag_added", cancelled))
    school.done(school.hook("tag_added", other))

    school.cancels("automation")
    school.cancels("automation")

    (letter,) = school.letters()
    assert letter["event"] == "tag_added"
    contact, tag = letter["payload"]
    assert (contact["id"], tag["id"]) == (ada, cancelled)
    assert set(contact["relationships"]) == {"site"}


def test_a_cancelled_subscription_can_set_an_automation_off(school: School) -> None:
    offer, tag = school.offer(terms=MONTHLY), school.tag("Cancelled")
    school.automation("recurring_cancelled", offer.id, "add_tag", tag)
    school.buys(offer)

    school.cancels("subscription")

    assert school.known().tags == [tag]


def test_automations_in_a_circle_are_refused_instead_of_running_for_ever(school: School) -> None:
    tag, ada = school.tag("A"), school.person()
    school.automation("tag_added", tag, "remove_tag", tag)
    school.automation("tag_removed", tag, "add_tag", tag)

    body = {"data": [{"type": "contact_tags", "id": tag}]}

    school.refused(school.ask("POST", f"/v1/contacts/{ada}/relationships/tags", body), 400)


def test_the_dashboard_speaks_of_the_same_purchase_in_another_shape(school: School) -> None:
    for event, nested in (("purchase.created", False), ("purchase.created", True)):
        add_webhook(school, event, nested=nested)
    offer = school.offer(terms=MONTHLY)
    school.buys(offer)

    flat, nested_body = school.letters()

    assert flat["id"] != nested_body["id"]
    assert flat["payload"]["member_email"] == "ada@example.com"
    assert flat["payload"]["offer_reference"] == f"kajabi_offer_{offer.id}"
    assert flat["payload"]["amount_paid"] == 1_900
    assert flat["payload"]["amount_paid_decimal"] == 19.0
    assert nested_body["payload"]["member"]["first_name"] == "Ada"
    assert nested_body["payload"]["offer"]["id"] == int(offer.id)


def test_every_payment_is_told_by_the_dashboard_renewals_too(school: School) -> None:
    add_webhook(school, "payment.succeeded")
    school.buys(school.offer(terms=MONTHLY))

    school.days_pass(40)

    assert [each["event"] for each in school.letters()] == ["payment.succeeded"] * 2


def test_the_test_button_sends_zeros(school: School) -> None:
    webhook = add_webhook(school, "purchase.created")

    school.kajabi.sorter.accept(trial_letter(school.world, webhook))

    assert school.letters()[0]["payload"]["offer_id"] == 0


def test_letters_can_be_lost_doubled_and_shuffled_the_same_way_each_time() -> None:
    def arrived(seed: int) -> list[str]:
        school = School(seed)
        school.done(school.hook("purchase"))
        faults = WebhookFaults(lost=0.3, duplicated=0.3, window=10)
        school.kajabi.sorter.faults = faults
        for n in range(30):
            school.buys(school.offer(), f"{n}@example.com")
        return [each["id"] for each in school.letters()]

    once = arrived(1)

    assert once == arrived(1)
    assert once != arrived(2)
    assert len(set(once)) < 30
    assert len(once) > len(set(once))
    assert once != sorted(once)


def test_a_delayed_letter_waits_by_the_clock_and_says_what_was_true_then(school: School) -> None:
    school.done(school.hook("purchase"))
    school.kajabi.sorter.faults = WebhookFaults(delayed=1.0, delay=DAY)
    school.buys(school.offer())

    assert school.letters() == []
    body = {
        "data": {"id": school.known().id, "type": "contacts", "attributes": {"email": "a@b.co"}}
    }
    school.done(school.ask("PATCH", f"/v1/contacts/{school.known().id}", body))
    school.days_pass(1)

    assert school.letters()[0]["payload"][2]["attributes"]["email"] == "ada@example.com"


def test_letters_of_an_outage_are_lost_or_late(school: School) -> None:
    school.done(school.hook("purchase"))
    school.world.state.outage = Outage(school.world.now + DAY)
    school.buys(school.offer("Lost"))
    school.world.state.outage = Outage(school.world.now + DAY, letters="late")
    late = school.buys(school.offer("Late"))

    assert school.letters() == []
    school.days_pass(1)

    assert [each["id"] for each in school.letters()] == [late.id]


def add_webhook(school: School, event: str, *, nested: bool = False) -> DashboardWebhook:
    kept = school.world.state.dashboard_webhooks
    key, url = school.world.number("webhooks"), "https://billing.example/dashboard/s3cret"
    kept[key] = DashboardWebhook(key, school.site.id, event, url, nested)
    return kept[key]
