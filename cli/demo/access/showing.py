"""The chapter's rows on the last page."""

from rich.console import Console
from rich.table import Table

from cli.demo.access.figures import Figures


def shown(console: Console, figures: Figures, wrong: tuple[str, ...]) -> None:
    """Print the figures, and how long people waited."""
    console.print()
    console.print(_figures(figures))
    console.print(_waits(figures))
    console.print(f"[dim]The poll came by every {figures.poll_seconds:g} s; on AWS every 60.[/]")
    for sentence in wrong[:20]:
        console.print(f"  [red]{sentence}[/]", highlight=False)
    console.print(
        "[bold green]Everybody has what they pay for, and whoever left pays no more.[/]"
        if figures.is_good
        else "[bold red]Access and payments do not agree.[/]"
    )


def _figures(figures: Figures) -> Table:
    table = Table(title="Access at Kajabi", title_justify="left", show_header=False, box=None)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column()
    at_first, in_the_end = figures.members_at_first, figures.members
    for figure, meaning in (
        (figures.granted, "offers granted, each once, whoever was moved included"),
        (figures.letters, "e-mails nobody wanted"),
        (figures.access_correct_at_first, _of("members had what they paid for", at_first)),
        (figures.cancels, "left at Kajabi, some while hooks were lost or Kajabi was down"),
        (figures.cancels_matched, "of them: the one subscription they meant ended at Stripe"),
        (figures.forged, "forged, replayed or unreadable hooks, with and without the token"),
        (figures.forged_effects, "subscriptions ended by them"),
        (figures.ended_at_stripe, "ended at Stripe by their owner, and lost their access"),
        (figures.charges_after_cancel, "charged after they left; a month went by"),
        (figures.reviews, "questions for a person, where nothing was certain"),
        (figures.audited, "subscriptions audited in the end"),
        (figures.audit_disagreements, "disagreements"),
        (figures.access_correct, _of("members have what they pay for in the end", in_the_end)),
    ):
        table.add_row(f"{figure:,}", meaning)
    table.add_row(f"{figures.seconds:.0f}", "seconds")
    return table


def _of(what: str, everybody: int) -> str:
    return f"{what}, of {everybody:,}, by both sides' books"


def _waits(figures: Figures) -> Table:
    title = "Seconds from leaving to Stripe's end"
    table = Table(title=title, title_justify="left", box=None, header_style="dim")
    for name in ("p50", "p99", "n"):
        table.add_column(name, justify="right", style="bold")
    table.add_column("")
    for channel, sums in figures.seconds_to_cancel.items():
        table.add_row(f"{sums['p50']:.1f}", f"{sums['p99']:.1f}", f"{sums['n']:.0f}", channel)
    return table
