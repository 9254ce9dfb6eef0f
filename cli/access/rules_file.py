"""The rules of access as a person writes them: every fault is a sentence with its line.

All words of the file are read as text first, so that an id like ``0123`` or ``2150012345`` is what
was written, in quotes or not; ``yes`` and ``true`` become what they mean where a switch stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from carryover.access.rules import Rules, SiteRules
from cli.command import Refusal

LARGEST: Final = 1_000_000
"""Bytes; a larger file is not what was meant."""

STATUSES: Final = frozenset(
    {"active", "trialing", "past_due", "unpaid", "paused", "incomplete", "canceled"}
    | {"incomplete_expired"}
)
"""Of a subscription at Stripe (docs.stripe.com/api/subscriptions/object#subscription_object-status)
"""

type Plain = dict[str, Plain] | list[Plain] | str

type Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    line: int
    """From 1; 0: the file as a whole."""
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True, slots=True)
class Written:
    """The rules, and where each of them stands."""

    rules: Rules
    root: yaml.Node

    def line(self, *place: str | int) -> int:
        """Find the line of what stands at a place."""
        return _line(self.root, place)


def read(path: Path) -> Written:
    """Read a file. Raises ``Refusal`` with all its faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    written = understood(text)
    if isinstance(written, Written):
        return written
    raise Refusal(told(path, written))


def told(path: Path, faults: Sequence[Fault]) -> str:
    """Say all of them, one below the other."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return "\n".join([f"{path} has {count}:", *(f"  {fault}" for fault in faults)])


def understood(text: str) -> Written | list[Fault]:
    """Read a text, or say everything that is wrong with it."""
    root = _tree(text)
    if isinstance(root, Fault):
        return [root]
    if doubled := list(_doubled(root)):
        return doubled
    try:
        rules = Rules.model_validate(_plain(root))
    except ValidationError as error:
        return sorted(_faults(error, root), key=lambda fault: fault.line)
    written = Written(rules, root)
    return sorted(_meant(written), key=lambda fault: fault.line) or written


def _tree(text: str) -> yaml.MappingNode | Fault:
    if len(text) > LARGEST:
        return Fault(0, "it is far too large to be a file of rules")
    try:
        aliases = list(filter(None, map(_alias, yaml.parse(text, yaml.BaseLoader))))
        root = None if aliases else yaml.compose(text, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        return _no_yaml(error)
    if aliases:
        return Fault(aliases[0], "`*` refers to another place: write it out")
    if isinstance(root, yaml.MappingNode):
        return root
    return Fault(0, "it does not begin with `sites:`")


def _alias(event: yaml.Event) -> int:
    """Find the line of what may stand for itself, or for a billion things; 0: it is none."""
    mark = event.start_mark
    return mark.line + 1 if mark and isinstance(event, yaml.AliasEvent) else 0


def _no_yaml(error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is nested too deep or has strange characters"
    return Fault(mark.line + 1 if mark else 0, f"this is no YAML: {problem}")


def _plain(node: yaml.Node) -> Plain:
    """Take a node's words as they are."""
    match node:
        case yaml.MappingNode():
            return {str(key.value): _plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_plain(each) for each in node.value]
        case _:
            return str(node.value)


def _doubled(node: yaml.Node) -> Iterator[Fault]:
    """Of two equal keys YAML keeps the last one silently; a plan lost so costs access."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _doubled(each)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            yield Fault(key.start_mark.line + 1, f"{key.value!r} is there twice")
        elif isinstance(key, yaml.ScalarNode):
            seen.add(key.value)
        yield from _doubled(value)


def _line(node: yaml.Node, place: Place) -> int:
    """Go down as far as the place leads: what is missing is missing of the thing above it."""
    line: int = node.start_mark.line + 1
    for step in place:
        found = _below(node, step)
        if found is None:
            return line
        line, node = found
    return line


def _below(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _faults(error: ValidationError, root: yaml.Node) -> Iterator[Fault]:
    for fault in error.errors(include_url=False):
        place = tuple(step for step in fault["loc"] if step != "[key]")
        name = ".".join(map(str, place))
        sentence = _sentence(fault["type"], fault["msg"], fault["input"], place)
        yield Fault(_line(root, place), f"{name}: {sentence}" if name else sentence)


def _sentence(kind: str, told: str, given: object, place: Place) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is no key we know; there are {', '.join(_known(place))}"
        case "string_pattern_mismatch":
            return f"{given!r} is no name like us or academy-2: small letters, digits, dashes"
        case "tuple_type" | "frozen_set_type":
            return 'must be a list, like ["2150012345"], also of one'
        case "dict_type":
            return "must have indented lines below it, each `name: …`"
        case _:
            return f"{told[:1].lower()}{told[1:]}"


def _known(place: Place) -> Sequence[str]:
    """Name the keys that may stand where one does that may not."""
    below_root, of_a_site = 1, 3
    if len(place) == below_root:
        return tuple(Rules.model_fields)
    return tuple(SiteRules.model_fields) if len(place) == of_a_site else ("others",)


def _meant(written: Written) -> Iterator[Fault]:
    """Find what is well written and cannot be meant."""
    if not written.rules.sites:
        yield Fault(0, "there is no site in it: with these rules nobody would have access")
    for name, site in written.rules.sites.items():
        yield from _of_site(written, name, site)
    yield from _claimed_twice(written)


def _of_site(written: Written, name: str, site: SiteRules) -> Iterator[Fault]:
    def at(*place: str | int) -> int:
        return written.line("sites", name, *place)

    if not site.accounts:
        yield Fault(at("accounts"), f"{name} names no Stripe account its members pay into")
    if not site.plans:
        yield Fault(at("plans"), f"{name} has no plan: nobody would have access")
    for plan, offers in site.plans.items():
        if not all(offers) or not offers:
            yield Fault(at("plans", plan), f"{plan} opens nothing: name an offer, or leave it out")
    if site.route == "inbound" and site.cancel_tags:
        yield Fault(
            at("cancel_tags"),
            f"{name} has no API key (route: inbound), so that a tag cannot be confirmed and nothing"
            " would ever be cancelled by it",
        )
    for status in sorted(site.paying - STATUSES):
        known = ", ".join(sorted(STATUSES))
        yield Fault(at("paying"), f"{status!r} is no status of a subscription: {known}")


def _claimed_twice(written: Written) -> Iterator[Fault]:
    """One plan of one account must lead to one site, else nothing would be given for it."""
    owners: dict[tuple[str, str], str] = {}
    for name, site in written.rules.sites.items():
        for account in site.accounts:
            for plan in site.plans:
                other = owners.setdefault((account, plan), name)
                if other != name:
                    line = written.line("sites", name, "plans", plan)
                    yield Fault(line, f"{plan} of {account} opens offers of {other} already")
