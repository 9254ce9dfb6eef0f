"""What every command of dunning and of the CRM owes whoever types it (OPS-5)."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from cli.main import build
from tests.unit.cli.dunning.support import Owner
from tests.unit.docs.pages import ROOT

README = (ROOT / "cli" / "README.md").read_text()
QUESTIONS = ("list", "show {invoice}", "report", "rules show")
ORDERS = ("retry", "pause", "resume", "close")


def commands(group: TyperGroup, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def tree() -> dict[str, Any]:
    root = get_command(build({"dunning", "crm"}))
    assert isinstance(root, TyperGroup)
    found = (root.commands["dunning"], root.commands["crm"])
    names = ("dunning ", "crm ")
    return {
        path: command
        for name, group in zip(names, found, strict=True)
        if isinstance(group, TyperGroup)
        for path, command in commands(group, name)
    }


TREE = tree()


def test_there_is_every_command_the_issue_names() -> None:
    orders = {f"dunning {name}" for name in ("list", "show", "preview", "report", *ORDERS)}
    rules = {
        f"{who} rules {name}" for who in ("dunning", "crm") for name in ("check", "put", "show")
    }

    assert set(TREE) == orders | rules | {"crm sync", "crm diff"}


@pytest.mark.parametrize("path", TREE)
def test_help_has_a_sentence_examples_and_json(path: str) -> None:
    command = TREE[path]

    assert command.help
    assert f"carryover {path}" in command.epilog or f"{path} " in command.epilog
    assert any("--json" in parameter.opts for parameter in command.params)


@pytest.mark.parametrize("path", TREE)
def test_every_command_is_in_the_readme(path: str) -> None:
    group, _, name = path.rpartition(" ")

    assert f"`{group}" in README
    assert name in README.partition(f"`{group}")[2]


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_question_is_answered_as_one_document_and_changes_nothing(words: str) -> None:
    owner = Owner()
    invoice = owner.office.fails()

    said = owner.types(*words.format(invoice=invoice).split(), "--json")

    assert said.code == 0
    assert said.json["stage"] == "test"
    assert not owner.office.outbox.sent
    assert not owner.stage.audit.acts


@pytest.mark.parametrize("word", ORDERS)
def test_no_order_goes_without_a_reason(word: str) -> None:
    owner = Owner()
    invoice = owner.office.fails()

    assert owner.types(word, invoice, "--yes").code == 2
    assert not owner.office.outbox.sent


@pytest.mark.parametrize("word", ORDERS)
@pytest.mark.parametrize("flag", ["--no-wait", "--dry-run"])
def test_an_order_is_one_document_for_programs_too(word: str, flag: str) -> None:
    owner = Owner()
    invoice = owner.office.fails()

    said = owner.types(word, invoice, "--why", "x", "--yes", flag, "--json")

    assert said.json["case"] == f"us/{invoice}"
    assert len(owner.office.outbox.sent) == (flag == "--no-wait")
