import re

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from carryover.migration.planning.rules import Rules
from cli.main import build
from cli.migrate.app import PARTS
from cli.migrate.results import results
from cli.migrate.settings import Settings
from tests.template.blueprint import ROOT, of_type
from tests.unit.cli.migrate.test_results import gathered
from tests.unit.docs.pages import Page, asking_for_help, forgotten, pages

PAGES = {page.name: page for page in pages()}
APP = build()
GRAMMAR = re.compile(r"[|<>\[\]]")
"""What is written with these describes commands and is none."""
COMMANDS = sorted(
    {
        command.partition("  #")[0]
        for page in PAGES.values()
        for command in page.commands()
        if not GRAMMAR.search(command.partition("  #")[0])
    }
)


def exists(page: Page, link: str) -> bool:
    """Whether a link leads somewhere: to a file or folder, and to a heading where it names one."""
    place, _, anchor = link.partition("#")
    target = (page.path.parent / place).resolve() if place else page.path
    if not anchor:
        return target.exists()
    return target.is_file() and anchor in Page(target).headings()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = PAGES[name]

    assert [link for link in page.links() if not exists(page, link)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_page_tells_people_to_type_is_understood(command: str) -> None:
    answer = CliRunner().invoke(APP, asking_for_help(command))

    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("name", PAGES)
def test_what_stands_in_a_block_can_be_copied(name: str) -> None:
    root = get_command(APP)
    assert isinstance(root, TyperGroup)

    lines = [line for line in PAGES[name].typed() if not GRAMMAR.search(line)]

    assert {line: lacks for line in lines if (lacks := forgotten(line, root))} == {}


def test_the_guide_walks_through_every_command_of_a_migration() -> None:
    guide = [PAGES[name].text for name in PAGES if name.startswith(("docs/migration", "docs/run"))]

    words = {word for part in PARTS for word in part.words}

    assert {word for word in words if not any(f"migrate {word}" in page for page in guide)} == set()


def test_every_risk_names_a_guard_that_exists_and_every_doubt_how_it_is_seen() -> None:
    risks = PAGES["docs/migration/risks.md"]
    rows = re.findall(r"^\| ([RL]-\d+) \| (.+)$", risks.text, re.MULTILINE)

    unguarded = [name for name, row in rows if name[0] == "R" and "](../../tests/" not in row]
    unanswered = [name for name, row in rows if name[0] == "L" and row.count(" | ") != 2]

    assert len(rows) == len({name for name, _ in rows}) > 40
    assert (unguarded, unanswered) == ([], [])


def test_every_scenario_for_a_real_account_is_on_the_list_of_what_to_run_first() -> None:
    scenarios = [path.name for path in (ROOT / "tests/live").glob("test_*.py")]

    assert scenarios
    risks = PAGES["docs/migration/risks.md"].text
    assert [name for name in scenarios if f"(../../tests/live/{name})" not in risks] == []


def test_the_protocol_of_tests_is_described_line_by_line() -> None:
    page = PAGES["docs/migration/test-results.md"].text
    lines = results(gathered())

    assert [
        each.test for each in lines if f"| {each.test} | {each.requirement} |" not in page
    ] == []


def test_every_key_of_a_migration_is_explained_in_the_guide() -> None:
    guide = PAGES["docs/migration/README.md"].text
    keys = {*Settings.model_fields, *Rules.model_fields}

    assert {key for key in keys if not re.search(rf"`{key}[`:]", guide)} == set()


def test_every_make_target_a_page_names_is_one() -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = {target for page in PAGES.values() for target in page.targets()}

    assert named - made == set()


def test_every_alarm_names_a_runbook_that_names_the_alarm() -> None:
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        (runbook,) = re.findall(r"docs/runbooks/\S+\.md", alarm["AlarmDescription"])
        assert name in PAGES[runbook].text


def test_every_runbook_says_when_it_is_over() -> None:
    runbooks = [page for name, page in PAGES.items() if name.startswith("docs/runbooks/")]

    assert [page.name for page in runbooks if "over-when" not in page.headings()] == []


def test_every_key_of_the_table_is_among_the_access_patterns() -> None:
    keys = (ROOT / "shared/carryover/adapters/dynamodb/keys.py").read_text()
    written = set(re.findall(r"\b([A-Z]{4,})(?=#\{|\s{2,}\{)", keys.split('"""')[1]))

    assert len(written) >= 6
    assert {key for key in written if key not in PAGES["docs/access-patterns.md"].text} == set()


def test_every_folder_of_the_product_has_its_line_in_the_readme() -> None:
    folders = [path for path in (ROOT / "shared/carryover").iterdir() if path.is_dir()]
    names = [path.name for path in folders if not path.name.startswith("__")]

    said = PAGES["README.md"].text
    assert [name for name in names if f"(shared/carryover/{name})" not in said] == []


def test_every_requirement_of_the_migration_names_tests_that_exist() -> None:
    rows = re.findall(
        r"^\| MIG-(\d+) \| .+ \| (.+) \| (.+) \|$", PAGES["docs/architecture.md"].text, re.MULTILINE
    )
    code, tests = (ROOT / "shared/carryover", ROOT), (ROOT / "tests",)

    lost = [
        place
        for _, built, held in rows
        for places, roots, below in ((built, code, "migration"), (held, tests, "unit/migration"))
        for place in re.findall(r"`([^`]+)`", places)
        if not any((root / below / place).exists() or (root / place).exists() for root in roots)
    ]

    assert [int(number) for number, _, _ in rows] == list(range(1, 15))
    assert lost == []


@pytest.mark.parametrize(("family", "last"), [("KAJ", 6), ("DUN", 5), ("CRM", 3)])
def test_every_requirement_of_access_dunning_and_crm_names_tests_that_exist(
    family: str, last: int
) -> None:
    rows = re.findall(
        rf"^\| {family}-(\d+) \| .+ \| (.+) \| (.+) \|$",
        PAGES["docs/architecture.md"].text,
        re.MULTILINE,
    )
    roots = {"built": (ROOT / "shared/carryover", ROOT), "held": (ROOT / "tests",)}

    lost = [
        place
        for _, built, held in rows
        for places, where in ((built, "built"), (held, "held"))
        for place in re.findall(r"`([^`]+)`", places)
        if not any((root / place).exists() for root in roots[where])
    ]

    assert [int(number) for number, _, _ in rows] == list(range(1, last + 1))
    assert lost == []
