"""What the control API can be told."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from sandbox.stripe.core.challenges import Challenge
from sandbox.stripe.http.faults import Fault
from sandbox.stripe.http.permissions import Level
from sandbox.stripe.lifecycle.settings import LastResort
from sandbox.stripe.resources.webhook_endpoints import LONGEST_OVERLAP
from sandbox.stripe.webhooks.faults import WebhookFaults

type Key = Annotated[str, Field(pattern=r"^(sk|rk|pk)_(test|live)_\w+$")]


class Body(BaseModel):
    """Says what it names and nothing else."""

    model_config = ConfigDict(extra="forbid")


class NewAccount(Body):
    """Open an account."""

    alias: Annotated[str, Field(pattern=r"^[\w-]+$")]
    keys: Annotated[list[Key], Field(min_length=1)]


class Granted(Body):
    """What a restricted key may do, by the permission's name without ``rak_``; * is the rest."""

    permissions: dict[str, Level]


class ClockMove(Body):
    """Move the clock ``to`` an instant (ISO 8601, or seconds since 1970) or ``by`` seconds."""

    to: AwareDatetime | None = None
    by: Annotated[int, Field(ge=0)] | None = None
    drain: bool = False
    """Whether to wait for the webhooks too."""

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.to is None) == (self.by is None):
            raise ValueError("say either `to` or `by`")
        return self

    def target(self, now: int) -> int:
        """Work out the instant meant."""
        return int(self.to.timestamp()) if self.to else now + (self.by or 0)


class Faults(Body):
    """Every standing fault, those of webhooks by account."""

    api: list[Fault] = []
    webhooks: dict[str, WebhookFaults] = {}


class Overlap(Body):
    """Roll a webhook secret; the old one stays good for a while (seconds)."""

    old_for: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP)] = LONGEST_OVERLAP


class ChallengeResult(Body):
    """Finish 3D Secure."""

    result: Challenge


class CustomerDiscount(Body):
    """Redeem a coupon, or a promotion code, for everything a customer is billed for."""

    coupon: str | None = None
    promotion_code: str | None = None


class Settings(Body):
    """Choose as in the dashboard; what is not named stays as it is."""

    after_last_retry: LastResort | None = None
    upcoming_days: Annotated[int, Field(ge=0, le=45)] | None = None
    api_version: str | None = None
