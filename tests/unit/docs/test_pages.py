import re

import pytest
from typer.testing import CliRunner

from cli.main import build
from tests.template.blueprint import ROOT, of_type
from tests.unit.docs.pages import Page, asking_for_help, pages

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
