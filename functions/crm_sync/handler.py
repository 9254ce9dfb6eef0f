"""CRM: what contacts show in HighLevel follows what is true at Stripe."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.sqs import drain
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.crm_sync import worker


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Do what each message says, after looking at both sides."""
    return drain(event, context, worker())
