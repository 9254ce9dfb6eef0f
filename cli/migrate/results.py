"""The test results of a migration: what was tried, what came of it, and where that can be read.

Put together from what the report has gathered. A test nobody has run is open, never passed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from carryover.migration.model import State
from cli.migrate.standing import OPEN
from cli.migrate.wording import many


class Outcome(StrEnum):
    """What a test came to."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"
    """Not run, or not over: it may still fail."""
    PERSON = "by hand"
    """Nobody but a person can say."""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the protocol."""

    test: str
    requirement: str
    """By its id in docs/architecture.md."""
    outcome: Outcome
    found: str
    evidence: str
    """The file of the project folder, or the command, that shows it."""


type Document = Mapping[str, Any]

ROLLED_BACK: Final = "rollback asked"
"""How the report names that order (``reckoning.orders``)."""

LIVE: Final = Result(
    "What only Stripe knows: the scenarios of tests/live, in test mode",
    "MIG-6",
    Outcome.PERSON,
    "Who ran them, when, with which result?",
    "docs/migration/risks.md",
)
EYES: Final = Result(
    "One renewed customer of each currency, looked at in both Dashboards",
    "MIG-9",
    Outcome.PERSON,
    "Who looked, at whom?",
    "Dashboards",
)


def results(document: Document) -> list[Result]:
    """Go through all tests, in the order in which they are run."""
    return [
        LIVE,
        _rehearsed(document["rehearsed"], document["plan"]),
        _approved(document),
        _recreated(document),
        _compared(document["verified"], document["states"]),
        _renewed(document),
        *_trouble(document),
        _taken_back(document["rolled_back"], document["orders"]),
        _recorded(document["writes"]),
        EYES,
    ]


def _rehearsed(found: Document | None, plan: str) -> Result:
    test, where = "The whole move, rehearsed with faults", "rehearsal/report.html"
    if found is None:
        return Result(test, "MIG-11", Outcome.OPEN, "No rehearsal is kept.", where)
    if not found["this_plan"]:
        told = f"The one that is kept was of another plan than {plan[:12]}."
        return Result(test, "MIG-11", Outcome.OPEN, told, where)
    told = f"{found['months']} months, seed {found['seed']}: {found['verdict']['sentence']}"
    if not found["faults_on"]:
        return Result(test, "MIG-11", Outcome.OPEN, f"Without faults. {told}", where)
    outcome = Outcome.PASSED if found["verdict"]["good"] else Outcome.FAILED
    return Result(test, "MIG-11", outcome, told, where)


def _approved(document: Document) -> Result:
    told = f"{document['plan'][:12]} by {document['approved_by']}: {document['why']}"
    test = "The plan, read and approved by its hash"
    return Result(test, "MIG-2", Outcome.PASSED, told, "plan/plan.html")


def _recreated(document: Document) -> Result:
    """Held ones passed as well: they are billed where they were, each with its reason."""
    states = document["states"]
    moved = states[State.MOVED] + states[State.RENEWED]
    left = sum(states[name] for name in OPEN) + sum(w["not_begun"] for w in document["waves"])
    told = f"{many(moved)} moved, {states[State.HELD]:,} held with a reason, {left:,} not finished."
    outcome = Outcome.OPEN if left or not moved else Outcome.PASSED
    return Result(
        "Everybody in the waves is moved, or held", "MIG-5", outcome, told, "report/report.html"
    )


def _compared(verified: Document | None, states: Mapping[str, int]) -> Result:
    test, where = "Every term and next invoice, old against new", "verify/verify.json"
    if verified is None:
        return Result(test, "MIG-8", Outcome.OPEN, "No comparison of all is kept.", where)
    compared, differing = verified["compared"], len(verified["differences"])
    moved = states[State.MOVED] + states[State.RENEWED]
    told = f"{many(compared)} of {moved:,} compared, {many(differing, 'difference')}."
    if differing:
        return Result(test, "MIG-8", Outcome.FAILED, told, where)
    whole = compared >= moved > 0
    return Result(test, "MIG-8", Outcome.PASSED if whole else Outcome.OPEN, told, where)


def _renewed(document: Document) -> Result:
    seen = document["renewals"]
    done = seen["paid"] + seen["unpaid"] + seen["unknown"]
    told = (
        f"{done:,} seen, once and as foretold ({seen['paid']:,} paid at once, {seen['unpaid']:,} "
        f"declined, {seen['unknown']:,} without a charge yet), {seen['awaited']:,} to come."
    )
    outcome = Outcome.PASSED if done and not seen["awaited"] else Outcome.OPEN
    test = "First renewals: once, in the right account, for the right amount"
    return Result(test, "MIG-9", outcome, told, "carryover migrate watch")


def _trouble(document: Document) -> Iterator[Result]:
    """Every kind that must not happen has a line, also when it did not."""
    for kind in ("doubled", "missed"):
        yield _kind(document, kind, f"Nobody was {_WORDS[kind]}")
    others = sorted({each["kind"] for each in document["troubles"]} - _WORDS.keys())
    for kind in others:
        yield _kind(document, kind, f"First renewals that were called {kind}")


def _kind(document: Document, kind: str, test: str) -> Result:
    """A test that failed has failed, also when somebody has mended what came of it."""
    mine = [each for each in document["troubles"] if each["kind"] == kind]
    settled = sum(each["closed_at"] is not None for each in mine)
    told = f"{len(mine):,} found, {settled:,} of them settled." if mine else "None was found."
    still = document["renewals"]["awaited"] or not document["states"][State.RENEWED]
    outcome = Outcome.FAILED if mine else Outcome.OPEN if still else Outcome.PASSED
    return Result(test, "MIG-6", outcome, told, "carryover reviews list --all")


def _taken_back(rolled_back: Sequence[str], orders: Iterable[Document]) -> Result:
    """What was moved again is not rolled back any more; that it was, only the orders tell."""
    test = "Rolling back, tried on the pilot"
    if rolled_back:
        told = f"{many(len(rolled_back))} rolled back, such as {rolled_back[0]}."
        return Result(test, "MIG-10", Outcome.PASSED, told, "carryover migrate show")
    asked = sum(order["times"] for order in orders if order["deed"] == ROLLED_BACK)
    told = f"Asked for {many(asked, 'time')}; nothing is rolled back now. Was it, and moved again?"
    outcome = Outcome.PERSON if asked else Outcome.OPEN
    return Result(test, "MIG-10", outcome, told, "carryover replays list")


def _recorded(writes: Mapping[str, int]) -> Result:
    """A write without an answer is found done or done again by the next look; it is no fault, but
    while there are some nobody can say that all is on record."""
    told = ", ".join(f"{writes[name]:,} {name}" for name in ("done", "refused", "unanswered"))
    outcome = Outcome.OPEN if writes["unanswered"] else Outcome.PASSED
    test = "Every write to Stripe is on record, with its answer"
    return Result(test, "MIG-5", outcome, f"{told}.", "carryover migrate show")


_WORDS: Final = {"doubled": "charged twice", "missed": "forgotten"}
