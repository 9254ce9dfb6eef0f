"""The scheduled sync: walks Stripe's lists and sends whatever never arrived."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.sqs import drain
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.scheduled_sync import worker


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take each step of a walk once."""
    return drain(event, context, worker(context))
