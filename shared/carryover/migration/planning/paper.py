"""What all of Stripe's papers have in common."""

from pydantic import BaseModel, ConfigDict


class Paper(BaseModel):
    """Theirs, so open: unknown fields are looked at elsewhere."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Named(Paper):
    """Something of which only the id matters here."""

    id: str
