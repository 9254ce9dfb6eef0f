"""The house that is moved into: the account, the papers, the report."""

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.stripe.adoption.papers import Papers
from sandbox.stripe.adoption.report import RefusedError, Report
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object

METHODS = ("payment_method", "card", "source")
EMPTY: tuple[object, ...] = (None, False, "", [], {}, 0)


@dataclass(frozen=True, slots=True)
class House:
    """Everything an adoption works with."""

    account: Account
    papers: Papers
    report: Report

    def put(self, obj: Object) -> Object:
        """Keep an object as it is; nobody is told, for nothing happens."""
        self.account.store.put(obj)
        self.report.adopted[obj["object"]] += 1
        return obj

    def need(self, kind: str, object_id: str) -> Object:
        """Find what was taken in before, or refuse whoever needs it."""
        found = self.account.find(kind, object_id)
        if found is not None:
            return found
        refused = self.report.refused.get((kind, object_id))
        why = refused.sentence if refused else "it is not in the snapshot"
        raise RefusedError(f"it needs {_called(kind)} {object_id}, and {why}")

    def need_instrument(self, method_id: str | None) -> None:
        """Refuse whoever is charged to something that was not taken in."""
        if method_id is None or method_id in self.account.facts:
            return
        refused = (self.report.refused.get((kind, method_id)) for kind in METHODS)
        sentences = [each.sentence for each in refused if each is not None]
        why = sentences[0] if sentences else "that is not in the snapshot"
        raise RefusedError(f"it is charged to {method_id}, and {why}")


def check_empty(obj: Object, names: Collection[str]) -> None:
    """Refuse an object that uses what is not simulated."""
    used = sorted(name for name in names if obj.get(name) not in EMPTY)
    if used:
        raise RefusedError(f"it uses {', '.join(used)}, which the local Stripe does not simulate")


def check_known(obj: Object, known: Collection[str]) -> None:
    """Refuse what says something that nobody here has heard of."""
    strange = sorted(name for name in obj if name not in known and obj[name] not in EMPTY)
    if strange:
        raise RefusedError(f"it says {', '.join(strange)}, which the local Stripe does not know")


def check_current(obj: Object, names: Collection[str]) -> None:
    """Refuse the shape of an API version from before the pinned one."""
    missing = sorted(name for name in names if name not in obj)
    if missing:
        raise RefusedError(f"it lacks {', '.join(missing)}: read it again at the pinned version")


def _called(kind: str) -> str:
    return kind.replace("_", " ")
