"""What the Lambdas of the CRM are told by their environment (see ``settings``)."""

from carryover.wiring.settings import Settings, Variable


class UsesCrmQueue(Settings):
    """Tells the CRM's worker what happened, or goes on with it in the next message."""

    crm_queue_url = Variable(
        "CARRYOVER_CRM_QUEUE_URL", "the URL of the queue of everything contacts show", str
    )


class UsesHighLevelDoor(Settings):
    """Tells HighLevel's deliveries from forgeries, and from other people's."""

    highlevel_door = Variable(
        "CARRYOVER_HIGHLEVEL_DOOR_SECRETS",
        "the name of the secret with HighLevel's public keys, our app and our locations",
        str,
    )


class UsesHighLevel(Settings):
    """Reads HighLevel, and writes to contacts there."""

    highlevel_keys = Variable(
        "CARRYOVER_HIGHLEVEL_KEYS",
        "the name of the secret with every HighLevel location's token or app",
        str,
    )
    highlevel_tokens = Variable(
        "CARRYOVER_HIGHLEVEL_TOKENS",
        "the name of the secret the workers keep HighLevel's OAuth tokens in",
        str,
    )
