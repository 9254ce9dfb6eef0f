"""What every command of access owes whoever types it (KAJ-5, OPS-5)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from carryover.access.messages import Provide
from carryover.replay.model import Deed
from cli.access.app import PARTS, Part
from cli.access.app import build as build_access
from cli.main import build
from tests.unit.cli.access.support import SITE, Support

README = Path(__file__).parents[4] / "cli" / "README.md"
QUESTIONS = ("show --email ada@example.com", "rules show", "rules check rules.yaml --offline")


def commands(group: TyperGroup, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def tree() -> dict[str, Any]:
    root = get_command(build({"access"}))
    assert isinstance(root, TyperGroup)
    access = root.commands["access"]
    assert isinstance(access, TyperGroup)
    return dict(commands(access))


TREE = tree()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.module)
def test_a_typed_word_finds_the_part_that_has_it(part: Part) -> None:
    for word in part.words:
        app = build_access(("carryover", "access", word))
        named = {each.name for each in app.registered_commands}
        named |= {each.name for each in app.registered_groups}
        assert word in named


def test_help_that_imports_nothing_says_what_every_command_says_of_itself() -> None:
    quick = get_command(build_access(("--help",)))
    assert isinstance(quick, TyperGroup)

    for part in PARTS:
        for word in part.words:
            told = part.words[word] if part.group else str(TREE[word].help).partition("\n\n")[0]
            assert quick.commands[word].help == " ".join(told.split())


@pytest.mark.parametrize("name", TREE)
def test_every_command_says_what_it_does_shows_examples_and_answers_programs(name: str) -> None:
    command = TREE[name]

    assert (command.help or "").strip()
    assert f"access {name}" in (command.epilog or "")
    assert "--json" in {option for each in command.params for option in each.opts}


@pytest.mark.parametrize("name", TREE)
def test_every_command_is_in_the_readme_with_all_its_own_options(name: str) -> None:
    section = README.read_text(encoding="utf-8").partition("## Access")[2]
    usual = {"--json", "--help", "--why", "--by", "--yes", "--dry-run", "--reveal", "--wait"}

    (row,) = re.findall(rf"^\| `access {name}\b.*$", section, re.MULTILINE)

    own = {each.opts[0] for each in TREE[name].params if each.opts[0].startswith("--")}
    told = f"{row} {section}" if name == "repair" else row
    assert {each for each in own - usual - {"--patience"} if each not in told} == set()


@pytest.fixture
def support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Support:
    monkeypatch.chdir(tmp_path)
    support = Support()
    sub = support.subscribes()
    support.worker_hears(Provide(account="us", subscription=sub))
    Path("rules.yaml").write_text(support.types("rules", "show").out)
    return support


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_question_changes_nothing_and_is_one_document(support: Support, words: str) -> None:
    said = support.types(*words.split(), "--json")

    assert said.json["stage"] == "test"
    assert not support.sent()
    assert not support.stage.audit.acts


def test_a_persons_word_on_withheld_access_is_carried_out_and_kept(support: Support) -> None:
    (link,) = support.links.all(SITE)
    words = ("decide", link.payer, "--why", "second chargeback", "--by", "ada", "--yes")

    withheld = support.types(*words, "--withhold")
    seen = support.types("show", "--email", "ada@example.com")
    back = support.types(*words, "--give-back", "--json")

    assert (withheld.code, "withheld" in withheld.out) == (0, True), withheld.err
    assert "withheld: a person decided so" in seen.out
    assert (back.code, back.json["outcome"]) == (0, "given back")
    assert len(support.kajabi.grants) == 2
    assert [act.deed for act in support.stage.audit.acts] == [Deed.ACCESS_DECIDED] * 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("us/sub_none", "--give-back"), "Stripe knows no"),
        (("sub_1", "--give-back"), "write it like us/sub_123"),
        (("us/sub_1",), "say one"),
        (("us/sub_1", "--give-back", "--withhold"), "say one"),
    ],
)
def test_a_word_that_is_not_clear_is_a_sentence(
    support: Support, words: tuple[str, ...], sentence: str
) -> None:
    said = support.types("decide", *words, "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True)
    assert not support.sent()


@pytest.mark.parametrize(
    "path", ["sub_1/../../customers/cus_1", "sub_1?expand[]=x", "sub_", "sub 1"]
)
@pytest.mark.parametrize("command", ["show --subscription", "cancel --why x --subscription"])
def test_a_name_that_leads_elsewhere_is_no_subscription(command: str, path: str) -> None:
    said = Support().types(*command.split(), f"us/{path}")

    assert said.code == 1
    assert "is no subscription" in said.err


@pytest.mark.parametrize("name", ["[/] Ada", "[bold]Ada[/bold]"])
def test_whatever_somebody_calls_themselves_is_shown_as_they_write_it(name: str) -> None:
    """Anybody may write anything at a checkout."""
    support = Support()
    subscription = support.subscribes()
    customer = support.seen(subscription)["customer"]
    support.stripes.post("us", f"customers/{customer}", name=name)
    who = ("--subscription", f"us/{subscription}", "--reveal")

    assert name in support.types("cancel", "--why", "x", *who, "--dry-run").out
    assert name in json.dumps(support.types("show", *who, "--json").json)
