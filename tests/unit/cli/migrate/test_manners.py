"""What every command of a migration owes whoever types it (OPS-5)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from carryover.migration.model import State
from cli.main import build
from cli.migrate.app import PARTS, Part
from cli.migrate.app import build as build_migrate
from tests.unit.cli.migrate.engineer import Engineer

README = Path(__file__).parents[4] / "cli" / "README.md"
QUESTIONS = ("status", "held", "watch", "report", "verify", "owners", "checklist", "ids find sub_1")
DEEDS = (
    "pause --why x",
    "resume --why x",
    "throttle --per-second 3 --why x",
    "retry us/sub_3 --why x --yes",
    "rollback us/sub_1 --why x --yes --no-wait",
    "confirm rehearsal --why x",
)


def commands(group: TyperGroup, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def tree() -> dict[str, Any]:
    root = get_command(build({"migrate"}))
    assert isinstance(root, TyperGroup)
    migrate = root.commands["migrate"]
    assert isinstance(migrate, TyperGroup)
    return dict(commands(migrate))


TREE = tree()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.module)
def test_a_typed_word_finds_the_part_that_has_it(part: Part) -> None:
    for word in part.words:
        app = build_migrate(("carryover", "migrate", word))
        named = {each.name for each in app.registered_commands}
        named |= {each.name for each in app.registered_groups}
        assert word in named
        assert len(named) <= len(part.words)


def test_help_that_imports_nothing_says_what_every_command_says_of_itself() -> None:
    whole, quick = get_command(build({"migrate"})), get_command(build_migrate(("--help",)))
    assert isinstance(whole, TyperGroup)
    assert isinstance(quick, TyperGroup)
    migrate = whole.commands["migrate"]
    assert isinstance(migrate, TyperGroup)

    assert set(quick.commands) == set(migrate.commands)
    for name, command in migrate.commands.items():
        first, _, _ = str(command.help).partition("\n\n")
        assert quick.commands[name].help == " ".join(first.split())


@pytest.mark.parametrize("name", TREE)
def test_every_command_says_what_it_does_and_shows_an_example(name: str) -> None:
    command = TREE[name]

    assert (command.help or "").strip()
    assert f"carryover migrate {name}" in (command.epilog or "") or name in (command.epilog or "")


@pytest.mark.parametrize("name", [name for name in TREE if name != "ids export"])
def test_every_command_has_an_answer_for_programs(name: str) -> None:
    assert "--json" in {option for each in TREE[name].params for option in each.opts}


@pytest.mark.parametrize("name", TREE)
def test_every_command_is_in_the_readme(name: str) -> None:
    section = README.read_text(encoding="utf-8").partition("## Migrate")[2]

    for word in name.split():
        assert word in section


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    engineer.stage.approved()
    engineer.stage.opened(size=3)
    engineer.stage.has("sub_1", State.MOVING)
    engineer.stage.has("sub_3", State.HELD, sentence="An invoice is open.")
    return engineer


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_question_sends_nothing_and_is_on_no_record(engineer: Engineer, words: str) -> None:
    said = engineer.types(*words.split(), "--json")

    assert isinstance(said.json, dict)
    assert not engineer.stage.outbox.sent
    assert not engineer.stage.audit.acts
    assert not engineer.stage.trail.kept


@pytest.mark.parametrize("words", DEEDS)
def test_who_did_what_and_why_is_written_down_for_every_deed(
    engineer: Engineer, words: str
) -> None:
    said = engineer.types(*words.split(), "--by", "ada", "--json")

    assert said.code == 0, said
    assert [(act.order.by, act.order.why) for act in engineer.stage.audit.acts] == [("ada", "x")]
    assert not engineer.stage.trail.kept, "only the worker writes to Stripe"


@pytest.mark.parametrize("words", [*QUESTIONS, *DEEDS])
def test_a_broken_folder_stops_every_command_before_anything_else(
    engineer: Engineer, words: str
) -> None:
    (engineer.folder / "migration.yaml").write_text("name: [")

    said = engineer.types(*words.split())

    assert said.code == 1
    assert "is no YAML in line 1" in said.err
    assert not engineer.stage.audit.acts
