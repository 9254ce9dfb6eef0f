"""Dunning: a renewal failed, and what can be collected is, without pestering anybody."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.sqs import drain
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.dunning import worker


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Do what each message says, after looking at the invoice again."""
    return drain(event, context, worker())
