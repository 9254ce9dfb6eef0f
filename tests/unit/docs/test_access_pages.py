"""The pages about access say what the code does (KAJ-5)."""

import re

import pytest

from carryover.access.messages import Provide
from carryover.access.rules import SiteRules
from tests.unit.cli.access.support import Support
from tests.unit.docs.pages import ROOT, Page

RUNBOOK = Page(ROOT / "docs/runbooks/access.md")
EXAMPLE = (ROOT / "docs/access/rules.example.yaml").read_text()
CODE = "\n".join(path.read_text() for path in (ROOT / "shared/carryover/access").glob("*.py"))
COMMANDS = "\n".join(path.read_text() for path in (ROOT / "cli/access").glob("*.py"))


def rows(heading: str) -> list[str]:
    """The first column of a section's table."""
    section = RUNBOOK.text.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| (.+?) \| .+ \|$", section, re.MULTILINE)
    return [each for each in found if each not in {"the sentence says", "it says"}]


def plain(code: str) -> str:
    """Put together what the code writes in pieces."""
    return re.sub(r'"\s+f?"', "", code)


@pytest.mark.parametrize("sentence", rows("A question about a member"))
def test_every_question_the_runbook_answers_is_one_the_worker_asks(sentence: str) -> None:
    pieces = re.split(r" … |, ", sentence)

    assert [piece for piece in pieces if piece not in plain(CODE)] == []


@pytest.mark.parametrize("said", [each for each in rows("Cancel by hand") if each.startswith("`")])
def test_every_answer_the_runbook_explains_is_one_the_command_gives(said: str) -> None:
    pieces = re.split(r" … |^\d+ ", said.strip("`"))

    assert [piece for piece in pieces if piece not in plain(COMMANDS)] == []


def test_the_preview_in_the_runbook_has_the_commands_own_lines() -> None:
    support = Support()
    support.worker_hears(Provide(account="us", subscription=support.subscribes()))
    words = ("cancel", "--email", "ada@example.com", "--why", "x", "--dry-run", "--reveal")

    shown = support.types(*words).out.splitlines()[1:]

    block = RUNBOOK.text.split("us/sub_1QAda\n")[1].split("```")[0].splitlines()
    assert [line[:12] for line in block] == [line[:12] for line in shown]
    assert block[-1] == shown[-1].rstrip()


def test_the_example_explains_every_rule_there_is() -> None:
    keys = set(re.findall(r"^    ([a-z_]+):", EXAMPLE, re.MULTILINE))

    assert keys == set(SiteRules.model_fields)
