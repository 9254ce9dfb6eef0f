"""What a person needs of a stage to look after failed payments: cases to look at, sums for reports,
the owner's rules. Nothing is charged, sent or ended from here: that is a message to the worker
(``wiring.dunning``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from carryover.adapters import aws, stack
from carryover.adapters.dynamodb.dunning import DynamoCases, DynamoRules, DynamoSilences
from carryover.adapters.dynamodb.table import Table
from carryover.dunning.house import House, Houses
from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.dunning.silence import Silences
from carryover.dunning.store import Register, RuleBook
from carryover.ports.highlevel import Contacts
from carryover.wiring.crm_desk import way_in


class WritableRules(RuleBook, Houses, Protocol):
    """What is in force, for whoever may replace it."""

    def put(self, rules: Rules) -> None:
        """Put a schedule in force, over the one before."""

    def put_house(self, house: House) -> None:
        """Put a house in force, over the one before."""


class Looked(Register, Protocol):
    """Cases, to be looked at and never written."""

    def find(self, account: str, invoice: str) -> Case | None:
        """Read one, consistently."""


@dataclass(frozen=True, slots=True)
class DunningDesk:
    """One stage's. Tests make one of fakes."""

    cases: Looked
    rules: WritableRules
    silences: Silences
    """Looked at, never written."""
    crm: Contacts | None
    """Looked at, never written."""


def desk(stage: str) -> DunningDesk:
    """Find a stage's; reaches only CloudFormation yet."""
    names = stack.outputs(stack.cloudformation(), f"carryover-{stage}")
    return of(names, Table(aws.dynamodb(), names["BusinessTable"]))


def of(names: Mapping[str, str], table: Table) -> DunningDesk:
    """Put it together from the outputs of a stack."""
    return DunningDesk(
        DynamoCases(table), DynamoRules(table), DynamoSilences(table), way_in(names, table)
    )
