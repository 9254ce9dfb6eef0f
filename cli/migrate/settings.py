"""``migration.yaml``: what a migration is, written by a person; every fault is a sentence."""

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from carryover.kernel.identity import AccountAlias
from carryover.migration.planning.rules import Catalogue, Rules
from cli.command import Refusal

FILE: Final = "migration.yaml"

type RunName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
"""Safe in keys, file names and idempotency keys."""

type AccountId = Annotated[str, StringConstraints(pattern=r"^acct_[A-Za-z0-9]+$")]


class Settings(BaseModel):
    """The file, read. Closed: a misspelt key must not pass as if it had been obeyed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: RunName
    """The run's name, in every message, key and report."""
    target: AccountAlias
    sources: Annotated[tuple[AccountAlias, ...], Field(min_length=1)]
    accounts: dict[AccountAlias, AccountId] = Field(default_factory=dict)
    """Stripe's own ids of the accounts: a key of another account is then refused."""
    guard_hours: Annotated[int, Field(ge=1, le=240)] | None = None
    """No move begins later than so long before its boundary."""
    snapshot_days: Annotated[int, Field(ge=1, le=3650)] = 7
    """A plan is not made from older snapshots."""
    rules: dict[str, Any] = Field(default_factory=dict)
    """What ``planning`` may be told otherwise."""
    catalogue: Catalogue = Catalogue()
    """What exists in the target already: ``prices: {us/price_1: price_x}``."""
    elsewhere: dict[AccountAlias, Path] = Field(default_factory=dict)
    """Sources that are no Stripe account: their name and their CSV."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Name everything subscriptions come from."""
        return (*self.sources, *self.elsewhere)

    def plan_rules(self) -> Rules:
        """Put together what ``planning`` is told; raises ``ValidationError``."""
        told = {**self.rules, "catalogue": self.catalogue}
        if self.guard_hours is not None:
            told["guard_hours"] = self.guard_hours
        return Rules.model_validate(told)


def read(path: Path) -> Settings:
    """Read the file. Raises ``Refusal`` that names what is wrong and where."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(
            f"there is no {path}: go to the folder that has one, say --project, or begin with "
            "carryover migrate init NAME --target ALIAS --source ALIAS"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    return checked(_validated(_parsed(text, path), path), str(path))


def _parsed(text: str, path: Path) -> object:
    try:
        return yaml.load(text, _Strict)  # noqa: S506 - a SafeLoader that also refuses doubled keys
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}" if mark else ""
        raise Refusal(f"{path} is no YAML{where}: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Refusal(f"{path} is no YAML: {error}") from None


class _Strict(yaml.SafeLoader):
    """Of two equal keys YAML keeps the last one silently; an override lost so costs money."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"{name!r} is there twice", problem_mark=key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def _validated(found: object, path: Path) -> Settings:
    if not isinstance(found, dict):
        raise Refusal(f"{path} is no list of keys like `name: acme-2026`")
    below = ""
    try:
        settings = Settings.model_validate(found)
        below = "rules"
        settings.plan_rules()
    except ValidationError as error:
        raise Refusal(f"{path}: {'; '.join(faults(error, below))}") from None
    return settings


def faults(error: ValidationError, below: str = "") -> Iterator[str]:
    """Say each fault with its key's path: ``sources.1: …``."""
    for fault in error.errors(include_url=False, include_input=True):
        place = ".".join(part for part in (below, *map(str, fault["loc"])) if part)
        yield f"{place or 'the whole'}: {_sentence(fault['type'], fault['msg'], fault['input'])}"


def _sentence(kind: str, told: str, given: object) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no key we know (see carryover migrate init --help)"
        case "string_type" if isinstance(given, bool):
            return f'YAML reads this word as {str(given).lower()}: put it in "quotes"'
        case "string_pattern_mismatch":
            return f"{given!r} is not written as it must be: {told.partition('pattern ')[2]}"
        case _:
            return f"{told[:1].lower()}{told[1:]}"


def checked(settings: Settings, path: str) -> Settings:
    """Refuse what is well written and cannot be meant."""
    if settings.target in settings.origins:
        raise Refusal(
            f"{path}: {settings.target} is source and target at once; nothing can move there"
        )
    if len(set(settings.origins)) < len(settings.origins):
        raise Refusal(f"{path}: a source is named twice")
    if strange := sorted(set(settings.accounts) - {settings.target, *settings.sources}):
        raise Refusal(f"{path}: accounts.{strange[0]}: is neither a source nor the target")
    if len(set(settings.accounts.values())) < len(settings.accounts):
        raise Refusal(f"{path}: two aliases under `accounts` are one and the same Stripe account")
    for kind, overrides in settings.catalogue:
        for old in overrides:
            if old.partition("/")[0] not in settings.origins:
                first = settings.origins[0]
                raise Refusal(
                    f"{path}: catalogue.{kind}.{old}: begin with whose it is, like {first}/{old}"
                )
    return settings
