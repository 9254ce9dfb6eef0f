"""The chapter's rows on the last page."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from cli.demo.dunning.figures import Figures
from cli.money import amount


def shown(console: Console, figures: Figures, wrong: Sequence[str], where: str) -> None:
    """Print one cohort's figures. ``where`` says what it was played in."""
    console.print()
    console.print(_figures(figures, where))
    for sentence in wrong[:20]:
        console.print(f"  [red]{sentence}[/]", highlight=False)
    console.print(
        "[bold green]Nobody paid twice, nobody who paid was written to, no limit was broken.[/]"
        if figures.is_good
        else "[bold red]Something must not be like this.[/]"
    )


def _figures(figures: Figures, where: str) -> Table:
    title = f"Failed payments, {where}"
    table = Table(title=title, title_justify="left", show_header=False, box=None)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column()
    for figure, meaning in _rows(figures):
        table.add_row(figure, meaning)
    return table


def _rows(figures: Figures) -> Iterator[tuple[str, str]]:
    yield f"{figures.cases:,}", "invoices failed at the first attempt"
    yield f"{figures.recovered:,}", f"were recovered: {_money(figures.recovered_money)}"
    could = f"{figures.recoverable:,}"
    yield could, f"could have been, by who knows it all: {_money(figures.recoverable_money)}"
    shares = ", ".join(f"{c} {share:.1%}" for c, share in figures.shares.items())
    yield "", f"recovered of recoverable: {shares}"
    yield f"{figures.attempts_per_recovery:.2f}", "attempts after the first, per recovery"
    yield f"{figures.messages:,}", "messages reached people"
    yield f"{figures.double_charges}", "invoices paid twice"
    yield f"{figures.scheme_violations}", "attempts beyond a network's limit or after its last word"
    yield f"{figures.advice_ignored}", "attempts sooner than Mastercard's advice allows"
    yield f"{figures.messages_after_payment}", "messages after payment"
    yield f"{figures.duplicate_messages}", "messages sent twice"
    yield f"{figures.messages_in_quiet_hours}", "messages at night, on the customers' own clocks"
    yield f"{figures.messages_too_close}", "messages too soon after another"
    contacts = f"differences in HighLevel: {figures.crm_contacts:,} contacts compared"
    yield f"{figures.crm_differences}", contacts
    yield f"{figures.unfinished}", "cases without an end"
    trouble = f"workers killed; {figures.stumbles:,} requests failed by Stripe on purpose,"
    yield f"{figures.workers_killed}", f"{trouble} {figures.webhooks_lost:,} webhooks lost"
    yield f"{figures.questions}", "questions for a person, where nothing was certain"


def _money(sums: Mapping[str, int]) -> str:
    return ", ".join(amount(minor, currency) for currency, minor in sorted(sums.items()))
