"""Somebody who imports mapping files and other processors' lists."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from cli.migrate import cards, elsewhere
from cli.session import Session
from tests.unit.cli.desk import Said
from tests.unit.cli.migrate.engineer import Engineer

APP = typer.Typer()
APP.add_typer(cards.app, name="cards")
APP.add_typer(elsewhere.app, name="elsewhere")


class Clerk(Engineer):
    """Types ``cards …`` and ``elsewhere …`` in the engineer's folder."""

    def types(self, *words: str, stdin: str = "") -> Said:
        session = Session("test", lambda: self.stage.clock)
        session.migration = self.stage
        session.stripe = self.stripe
        asked = [*words, "--project", str(self.folder)]
        result = CliRunner().invoke(
            APP, asked, obj=session, input=stdin, env={"COLUMNS": "220", "TERM": "dumb"}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def file(self, text: str, name: str = "mapping.csv") -> str:
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def copied(self, *accounts: str) -> list[str]:
        """Have Stripe copy everybody, and fetch its files instead of having them in place."""
        places = [self.folder / "cards" / f"{account}.csv" for account in accounts]
        before = [place.read_text() if place.exists() else "" for place in places]
        self.cards_are_copied(*accounts)
        fetched = [self.file(place.read_text(), f"new-{place.name}") for place in places]
        for place, imported in zip(places, before, strict=True):
            if imported:
                place.write_text(imported)
            else:
                place.unlink()
        return fetched


def clerk(root: Path) -> Clerk:
    found = Clerk(root)
    found.begins()
    return found
