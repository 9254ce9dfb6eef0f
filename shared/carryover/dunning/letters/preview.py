"""Shows a step of the schedule as an invented customer would read it: for whoever writes the rules.

What is previewed goes through the same rendering as what is sent.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from carryover.dunning import rules
from carryover.dunning.declines import Cause
from carryover.dunning.house import Brand
from carryover.dunning.letters import rendering
from carryover.dunning.letters.letter import Letter
from carryover.dunning.letters.rendering import Rendered
from carryover.dunning.steps import Plea
from carryover.ports.mail import UNSUBSCRIBE

LINK: Final = "https://invoice.stripe.com/i/acct_example/test_example"


@dataclass(frozen=True, slots=True)
class Sample:
    """Who the invented customer is, and what they owe."""

    brand: Brand
    language: str = "en"
    locale: str = ""
    name: str = "Ada Lovelace"
    about: str = "Online course"
    number: str = "A1B2-0007"
    amount: int = 2900
    """Minor units."""
    currency: str = "eur"
    ends_on: date = date(2026, 3, 31)


def render(step: rules.Letter, sample: Sample, end: rules.End) -> Rendered | str:
    """Write the step's e-mail, or its short message. A workflow's words are the CRM's: a ``str``
    that says so."""
    if step.channel == "workflow":
        return f"The workflow {step.template} of the CRM writes what it writes."
    letter = _letter(step, sample, end)
    return rendering.sms(letter) if step.channel == "sms" else rendering.email(letter)


def _letter(step: rules.Letter, sample: Sample, end: rules.End) -> Letter:
    cause = min(step.causes, default=Cause.BANK)
    return Letter(
        template=step.template,
        plea=_plea(step),
        tone=step.tone,
        cause=cause,
        brand=sample.brand,
        language=sample.language,
        locale=sample.locale,
        amount=sample.amount,
        currency=sample.currency,
        link=LINK,
        name=sample.name,
        about=sample.about,
        number=sample.number,
        end=end.what,
        ends_on=sample.ends_on,
        unsubscribe=UNSUBSCRIBE if sample.brand.unsubscribe else "",
    )


def _plea(step: rules.Letter) -> Plea:
    """Show what is asked for of whoever the step is written for; a step for everybody asks for
    payment."""
    if Cause.CONFIRM in step.causes:
        return Plea.CONFIRM
    waiting = {Cause.FUNDS, Cause.BANK, Cause.TECHNICAL}
    return Plea.CARD if step.causes and not step.causes & waiting else Plea.PAY
