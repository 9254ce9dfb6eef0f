"""Somebody who imports mapping files and other processors' lists."""

from pathlib import Path

from tests.unit.cli.migrate.engineer import Engineer


class Clerk(Engineer):
    """Has files that somebody sent."""

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
