"""What a message says, read off the case, the rules and what the provider shows (DUN-2, DUN-3)."""

from carryover.dunning.facts import Papers
from carryover.dunning.house import Brand
from carryover.dunning.letters.letter import SAYS_THE_END, Letter, language_for
from carryover.dunning.quiet import day_in, zones_of
from carryover.dunning.reaching import Reached
from carryover.dunning.steps import Plea, Tell
from carryover.dunning.view import View
from carryover.kernel.errors import NeedsReview
from carryover.ports.mail import UNSUBSCRIBE


def written(view: View, step: Tell, papers: Papers, reached: Reached) -> Letter:
    """Compose it. Raises ``NeedsReview`` when nobody can be named as its writer, there is no such
    template, or there is no page to link to."""
    invoice, person = view.world.invoice, reached.person
    brand = _brand(view, reached)
    _check_template(step)
    zones = zones_of(person, view.terms.quiet)
    return Letter(
        template=step.letter.template,
        plea=step.plea,
        tone=step.letter.tone,
        cause=view.meaning.cause,
        brand=brand,
        language=language_for(brand, person.locale),
        locale=person.locale or "",
        amount=invoice.amount_remaining,
        currency=invoice.currency,
        link=_link(view, step.plea, papers, brand),
        name=papers.name,
        about=papers.about,
        number=papers.number,
        end=view.terms.end.what,
        unsubscribe=UNSUBSCRIBE if brand.unsubscribe and brand.email_by == "ses" else "",
        ends_on=day_in(max(view.ends_at, _notice_over(view)), zones),
    )


def _notice_over(view: View) -> int:
    """This message begins a notice of its own."""
    return view.now + view.terms.end.notice_hours * 3_600


def _brand(view: View, reached: Reached) -> Brand:
    if reached.brand is None:
        account = f"account {view.case.account}"
        raise NeedsReview(account, "Nobody has said in whose name its customers are written to.")
    return reached.brand


def _check_template(step: Tell) -> None:
    """A workflow's words are the CRM's."""
    letter = step.letter
    if letter.channel != "workflow" and letter.template not in SAYS_THE_END:
        sentence = f"The step {letter.step} names a template {letter.template!r} nobody has written"
        raise NeedsReview("rules of dunning", f"{sentence}.")


def _link(view: View, plea: Plea, papers: Papers, brand: Brand) -> str:
    """Another card is given on the house's page, if it has one; the invoice's own page takes one,
    too, and it is where *this* payment is paid or confirmed."""
    link = brand.card_page if plea is Plea.CARD and brand.card_page else papers.pay_url
    if not link:
        raise NeedsReview(view.case.subject, "Stripe shows no page where it can be paid.")
    return link
