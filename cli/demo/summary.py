"""What the demo found, for people and for machines."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass
class Summary:
    """The figures of one run; ``differences`` must be 0, or the demo fails."""

    seed: int
    accounts: int = 0
    customers: int = 0
    subscriptions: int = 0
    days: int = 0
    events_sent: int = 0
    """Events Stripe made for our endpoints."""
    delivered: int = 0
    duplicates: int = 0
    lost: int = 0
    recovered: int = 0
    """Events and objects the scheduled sync found missing or wrong and mended."""
    stripe_reads: int = 0
    """Single objects the mirror read from Stripe to break ties."""
    compared: dict[str, int] = field(default_factory=dict)
    subscriptions_compared: int = 0
    differences_before_sync: int = 0
    differences: int = 0
    dead_letters: int = 0
    replayed: int = 0
    dead_letters_left: int = 0
    reviews: int = 0
    seconds: float = 0.0

    @property
    def reads_per_event(self) -> float:
        """Budget: 0.1 (DESIGN §9)."""
        return self.stripe_reads / self.events_sent if self.events_sent else 0.0

    @property
    def is_true(self) -> bool:
        """Tell whether the record is Stripe's truth and every message found its way."""
        replayed = self.replayed == self.dead_letters > 0 and self.dead_letters_left == 0
        return replayed and self.differences == 0 and self.subscriptions_compared > 0

    def save(self, path: Path) -> None:
        """Write the figures where a build machine looks for them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        figures = {**asdict(self), "reads_per_event": round(self.reads_per_event, 4)}
        path.write_text(json.dumps(figures, indent=2) + "\n")

    def show(self, console: Console) -> None:
        """Print the final table."""
        console.print()
        console.print(self._table())
        verdict = (
            "[bold green]The record is Stripe's truth, to the last field.[/]"
            if self.is_true
            else "[bold red]The record differs from Stripe's truth.[/]"
        )
        console.print(verdict)

    def _table(self) -> Table:
        table = Table(title="What happened", title_justify="left", show_header=False, box=None)
        table.add_column(justify="right", style="bold", no_wrap=True)
        table.add_column()
        for figure, meaning in self._rows():
            table.add_row(figure, meaning)
        return table

    def _rows(self) -> list[tuple[str, str]]:
        compared = ", ".join(f"{number:,} {kind}s" for kind, number in self.compared.items())
        return [
            (f"{self.subscriptions:,}", f"subscriptions of {self.customers:,} customers"),
            (f"{self.days}", f"days went by in {self.accounts} Stripe accounts"),
            (f"{self.events_sent:,}", "events were made by Stripe for us"),
            (f"{self.duplicates:,}", "were delivered again, and recognised"),
            (f"{self.lost:,}", "were lost on the way"),
            (f"{self.recovered:,}", "events and objects were found and mended by the sync"),
            (
                f"{self.reads_per_event:.3f}",
                "reads of Stripe per event, to break ties (budget 0.1)",
            ),
            (f"{self.dead_letters}", f"dead letters, {self.replayed} replayed after the repair"),
            (f"{self.differences_before_sync}", "differences before the sync"),
            (f"{self.differences}", f"differences after it: {compared} compared"),
            (f"{self.seconds:.0f}", "seconds"),
        ]
