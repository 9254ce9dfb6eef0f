"""The desks of dunning and of the CRM find what the workers remember, by the names in a stack's
outputs (DUN-5, CRM-1)."""

from carryover.adapters.dynamodb.dunning import DynamoCases
from carryover.adapters.dynamodb.table import Table
from carryover.crm.rules import LocationRules, Rules
from carryover.dunning.house import House
from carryover.wiring import crm_desk, dunning_desk
from tests.contract.test_dunning_memory import case
from tests.unit.docs.pages import ROOT

NAMES = {"HighLevelKeysName": "keys", "HighLevelTokensName": "tokens"}


def test_a_desk_reads_what_the_worker_wrote(table: Table) -> None:
    saved = DynamoCases(table).save(case())

    desk = dunning_desk.of(NAMES, table)

    assert desk.rules.read() is None
    assert desk.rules.house() == House()
    assert desk.cases.find("us", saved.invoice) == saved
    assert list(desk.cases.open("us")) == [saved]
    assert sum(count.cases for count in desk.cases.counts("us", "0", "9").values()) == 1


def test_rules_put_at_the_desk_are_read_there(table: Table) -> None:
    rules = Rules(locations={"academy": LocationRules(accounts=("us",))})

    crm_desk.of(NAMES, table).rules.put(rules)

    assert crm_desk.of(NAMES, table).rules.read() == rules


def test_the_stack_says_every_name_a_desk_needs() -> None:
    template = (ROOT / "template.yaml").read_text()
    outputs = template[template.index("\nOutputs:") :]

    assert all(f"\n  {name}:" in outputs for name in (*NAMES, "BusinessTable"))
