"""The copy itself: begun now, finished hours later on the sandbox's clock.

The copy carries who is there when it begins [inferred]; a second one adds only what is new. What it
makes is told by ``customer.created`` and ``payment_method.attached`` [inferred].
"""

from copy import deepcopy

from sandbox.stripe.card_copy.eligibility import CUSTOMER, KINDS, obstacle
from sandbox.stripe.card_copy.mapping import Row, row
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.core.world import World
from sandbox.stripe.shapes.customer import customer as new_customer

KIND = "card_copy"
ORIGIN = "card_copy.origin"
"""Fact of a copied object: from which account and id it came."""
TOLD = {"payment_method": ("payment_method.attached",)}


def begin(world: World, order: Order) -> Object:
    """Start a copy; only the target account will see what became of it."""
    source, target = world.accounts.get(order.source), world.accounts.get(order.target)
    if source is None or target is None or source is target:
        raise invalid_request("A copy needs two accounts of this sandbox.", param="target")
    if source.livemode != target.livemode:
        raise invalid_request("Test data and live data are never copied into one another.")
    chosen = [source.get("customer", each)["id"] for each in order.customers or ()]
    everybody = [each["id"] for each in source.all("customer")]
    customers = everybody if order.customers is None else chosen
    job = {
        "id": target.new_id("copy"),
        "object": KIND,
        **order.model_dump(mode="json"),
        "customers": customers,
        "ready_at": target.now() + order.takes(len(customers)),
        "status": "pending",
        "mapping": [],
        "skipped": [],
    }
    target.store.put(job)
    target.at(job["ready_at"], "card_copy.finish", job["id"])
    return job


@task("card_copy.finish")
def finish(target: Account, job_id: str) -> None:
    """Copy customer by customer."""
    job = target.get(KIND, job_id)
    copy = _Copy(target.world.accounts[job["source"]], target, job)
    for customer_id in job["customers"]:
        copy.person(customer_id)
    done = {"status": "complete", "mapping": copy.rows, "skipped": copy.skipped}
    target.store.change(job, done)


class _Copy:
    """One copy at work."""

    def __init__(self, source: Account, target: Account, job: Object) -> None:
        self.source = source
        self.target = target
        self.job = job
        self.rows: list[Row] = []
        self.skipped: list[Object] = []

    def person(self, customer_id: str) -> None:
        """Carry over a customer, then every way to pay; who is gone by now is left out."""
        known = self.source.find("customer", customer_id)
        if known is None:
            return self._skip(customer_id, customer_id, "deleted meanwhile")
        owner = self._owner(known)
        if owner is None:
            return self._skip(customer_id, customer_id, "another customer has this id")
        methods = self._methods(customer_id)
        copied = [self._method(method, owner) for method in methods]
        for method, new in zip(methods, copied, strict=True):
            if new:
                self.rows.append(row(customer_id, method["id"], owner["id"], new))
        if not any(copied):
            self.rows.append(row(customer_id, "", owner["id"], ""))
        return None

    def _methods(self, customer_id: str) -> list[Object]:
        return [
            method for kind in KINDS for method in self.source.where(kind, "customer", customer_id)
        ]

    def _owner(self, known: Object) -> Object | None:
        """Find the customer in the target, or make it; None: it stays behind."""
        before = self._copied(known["id"])
        if before:
            return self.target.find("customer", before)
        occupied = self.target.find("customer", known["id"])
        if occupied is None:
            return self._new_owner(known, known["id"] if self.job["ids"] == "kept" else None)
        match self.job["collisions"]:
            case "merge":
                return occupied
            case "skip":
                return None
        return self._new_owner(known, None)

    def _new_owner(self, known: Object, kept_id: str | None) -> Object:
        made = new_customer(self.target, {name: known[name] for name in CUSTOMER})
        made["id"] = kept_id or made["id"]
        self._remember(known["id"], made["id"])
        return self.target.add(made, "customer.created")

    def _method(self, method: Object, owner: Object) -> str | None:
        """Copy one way to pay; None when it stays behind."""
        if before := self._copied(method["id"]):
            return before
        if reason := obstacle(method, self.job["accept_mandates"]):
            self._skip(owner["id"], method["id"], reason)
            return None
        made = {
            **deepcopy(method),
            "id": self.target.new_id(method["id"].partition("_")[0]),
            "created": self.target.now(),
            "customer": owner["id"],
            "livemode": self.target.livemode,
        }
        self._alike(method, made)
        self._remember(method["id"], made["id"])
        self.target.add(made, *TOLD.get(made["object"], ("customer.source.created",)))
        return str(made["id"])

    def _alike(self, method: Object, made: Object) -> None:
        """Keep what Stripe knows of the card; a fingerprint is another one in every account."""
        facts = deepcopy(self.source.facts.get(method["id"], {}))
        if self.job["agreements"] == "lost" and "set_up" in facts:
            facts["set_up"] = False
        self.target.facts[made["id"]] = facts
        for inner in (made, made.get(made.get("type") or "")):
            if isinstance(inner, dict) and inner.get("fingerprint"):
                seed = self.target.world.seed
                inner["fingerprint"] = token(16, seed, self.target.alias, inner["fingerprint"])

    def _remember(self, old: str, new: str) -> None:
        self.target.facts.setdefault(ORIGIN, {})[f"{self.source.alias} {old}"] = new

    def _copied(self, old: str) -> str | None:
        """Say what an earlier copy made of an object, unless that was deleted since."""
        new: str | None = self.target.facts.get(ORIGIN, {}).get(f"{self.source.alias} {old}")
        return new if new and self.target.anything(new) and new not in self.target.deleted else None

    def _skip(self, customer: str, source: str, reason: str) -> None:
        self.skipped.append({"customer": customer, "source": source, "reason": reason})
