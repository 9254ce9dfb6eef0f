"""What the dunning Lambda is told by its environment (see ``settings``)."""

from carryover.wiring.settings import Settings, Variable


class UsesDunningQueue(Settings):
    """Tells the dunning worker what happened, or goes on with it in the next message."""

    dunning_queue_url = Variable(
        "CARRYOVER_DUNNING_QUEUE_URL",
        "the URL of the queue of everything about failed invoices",
        str,
    )


class UsesMail(Settings):
    """Writes to customers."""

    mail_identity = Variable(
        "CARRYOVER_MAIL_IDENTITY", "the domain or address verified at SES", str
    )
    mail_configuration_set = Variable(
        "CARRYOVER_MAIL_CONFIGURATION_SET",
        "the name of the SES configuration set that reports bounces and complaints",
        str,
    )
