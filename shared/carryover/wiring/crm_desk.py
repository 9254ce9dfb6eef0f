"""What a person needs of a stage to see whether contacts show what is true: both sides to look at,
and the owner's rules. Nothing is written to HighLevel from here: that is a message to the worker
(``wiring.crm_sync``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from carryover.adapters import aws, stack
from carryover.adapters.dynamodb.crm import DynamoContacts, DynamoCrmRules, DynamoOverdue
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.highlevel.api import HighLevelApi
from carryover.crm.rules import Rules
from carryover.crm.store import Contacts, Overdue, RuleBook
from carryover.ports.highlevel import Contacts as HighLevelContacts
from carryover.wiring.highlevel import UsesHighLevelAndTable, highlevel


class WritableRules(RuleBook, Protocol):
    """The rules in force, for whoever may replace them."""

    def put(self, rules: Rules) -> None:
        """Put them in force, over the ones before."""


@dataclass(frozen=True, slots=True)
class CrmDesk:
    """One stage's. Tests make one of fakes."""

    rules: WritableRules
    contacts: Contacts
    """What the worker remembers; looked at, never written."""
    overdue: Overdue
    """Whoever waits for HighLevel; looked at, never written."""
    highlevel: HighLevelContacts
    """Looked at, never written."""


def desk(stage: str) -> CrmDesk:
    """Find a stage's; reaches only CloudFormation yet. HighLevel is asked at the workers' pace."""
    names = stack.outputs(stack.cloudformation(), f"carryover-{stage}")
    return of(names, Table(aws.dynamodb(), names["BusinessTable"]))


def of(names: Mapping[str, str], table: Table) -> CrmDesk:
    """Put it together from the outputs of a stack."""
    return CrmDesk(
        DynamoCrmRules(table), DynamoContacts(table), DynamoOverdue(table), way_in(names, table)
    )


def way_in(names: Mapping[str, str], table: Table) -> HighLevelApi:
    """Go into HighLevel by the workers' own door: one budget, one lease for its tokens."""
    needs = UsesHighLevelAndTable(
        {
            UsesHighLevelAndTable.table.name: table.name,
            UsesHighLevelAndTable.highlevel_keys.name: names["HighLevelKeysName"],
            UsesHighLevelAndTable.highlevel_tokens.name: names["HighLevelTokensName"],
        }
    )
    return highlevel(aws.secretsmanager(), needs, table)
