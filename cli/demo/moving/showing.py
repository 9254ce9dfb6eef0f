"""The demo's last page."""

from rich.console import Console
from rich.table import Table

from cli.demo.moving.proof import SAVED, Proof
from cli.demo.moving.story import Story
from cli.migrate.wording import told


def shown(console: Console, proof: Proof, story: Story) -> None:
    """Print the figures, what was held and why, and where the reports are."""
    console.print()
    console.print(_figures(proof))
    console.print(_held(proof))
    for each in story.differences[:20]:
        console.print(f"  [red]{each.sentence}[/]: {each.without} without, {each.moved} moved")
    verdict = (
        "[bold green]Nobody was charged twice, nobody was forgotten: to the cent and the day.[/]"
        if proof.is_good
        else "[bold red]The books are not those of a world in which nobody moved.[/]"
    )
    console.print(verdict)
    console.print(f"[dim]{SAVED} · {story.folder}/report/report.html · commands typed:[/]")
    for line, took in zip(story.hands.typed, story.hands.took, strict=True):
        console.print(f"[dim]{took:6.1f} s  {line}[/]", soft_wrap=True, highlight=False)


def _figures(proof: Proof) -> Table:
    table = Table(title="What happened", title_justify="left", show_header=False, box=None)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column()
    paid = told(proof.money_compared)
    rows = (
        (proof.subscriptions, "subscriptions of two accounts were planned"),
        (proof.moved, "moved into a third, while Stripe stumbled"),
        (proof.field_exact, "of them exact: the next invoice and every term, line by line"),
        (sum(proof.held.values()), "held where they were, each with its reason"),
        (proof.stays, "ending where they are, by the customers' own wish"),
        (proof.rollback_tested, "moved, rolled back, and moved again"),
        (proof.stumbles, "requests failed on purpose, many of them after their effect"),
        (proof.workers_killed, "worker process killed in mid-move"),
        (proof.renewals_watched, "first renewals seen, each once, in the right account"),
        (proof.payments_compared, f"bills and payments compared with the twin's: {paid} paid"),
        (proof.differences, "differences from never having moved"),
        (proof.double_charged, "charged in both accounts"),
        (proof.missed, "missed"),
        (proof.unintended_cancellations, "cancelled by accident"),
        (proof.duplicates, "duplicates"),
        (f"{proof.api_calls_per_subscription:.1f}", "API calls per subscription, all included"),
        (f"{proof.seconds:.0f}", "seconds"),
    )
    for figure, meaning in rows:
        table.add_row(f"{figure:,}" if isinstance(figure, int) else figure, meaning)
    return table


def _held(proof: Proof) -> Table:
    table = Table(title="Held, and why", title_justify="left", show_header=False, box=None)
    table.add_column(justify="right", style="yellow", no_wrap=True)
    table.add_column(overflow="fold")
    for reason, number in proof.held.items():
        table.add_row(f"{number:,}", reason)
    return table
