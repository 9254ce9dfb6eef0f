"""Events as receivers get them: over EventBridge, or inside SNS's envelope inside SQS's record [D]:
AWS, "Examples of event data that Amazon SES publishes to Amazon SNS"; "Using Lambda with SQS".
"""

import json
from hashlib import md5
from uuid import UUID

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import digest, instant
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Event, Letter

TOPIC = "arn:aws:sns:eu-central-1:000000000000:mail-events"
BUS_TYPES = {
    "Send": "Email Sent",
    "Delivery": "Email Delivered",
    "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received",
    "Subscription": "Email Subscribed",
}
"""What EventBridge calls them (its reference, "Amazon Simple Email Service events") [D]."""
CONFIGURATION_SET = "arn:aws:ses:eu-central-1:000000000000:configuration-set/"
QUEUE = "arn:aws:sqs:eu-central-1:000000000000:mail-events"


def event_body(mailbox: Mailbox, event: Event) -> Object:
    """Write an event as SES publishes it."""
    letter = mailbox.state.letters[event.letter]
    body: Object = {"eventType": event.kind, "mail": _mail(letter)}
    match event.kind:
        case "Send":
            return {**body, "send": {}}
        case "Delivery":
            delivered = {"recipients": event.recipients, "smtpResponse": "250 ok"}
            return {**body, "delivery": {"timestamp": instant(event.at), **delivered}}
        case "Bounce":
            return {**body, "bounce": _bounce(event)}
        case "Complaint":
            return {**body, "complaint": _complaint(event)}
        case "Subscription":
            return {**body, "subscription": _subscription(letter, event)}


def sns(mailbox: Mailbox, event: Event) -> Object:
    """Put an event into the envelope of a topic."""
    return {
        "Type": "Notification",
        "MessageId": _uuid(mailbox, "sns", event),
        "TopicArn": TOPIC,
        "Subject": "Amazon SES Email Event Notification",
        "Message": json.dumps(event_body(mailbox, event)),
        "Timestamp": instant(event.at),
    }


def sqs(mailbox: Mailbox, event: Event) -> Object:
    """Put an event into a queue's record, as a Lambda gets it."""
    body = json.dumps(sns(mailbox, event))
    return {
        "messageId": _uuid(mailbox, "sqs", event),
        "receiptHandle": f"local-{event.number}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(event.at * 1_000),
            "SenderId": "AIDALOCAL",
            "ApproximateFirstReceiveTimestamp": str(event.at * 1_000),
        },
        "messageAttributes": {},
        "md5OfBody": md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE,
        "awsRegion": "eu-central-1",
    }


def eventbridge(mailbox: Mailbox, event: Event) -> Object:
    """Write an event as it comes over the default bus, by best effort there [D]."""
    letter = mailbox.state.letters[event.letter]
    return {
        "version": "0",
        "id": _uuid(mailbox, "bus", event),
        "detail-type": BUS_TYPES[event.kind],
        "source": "aws.ses",
        "account": "000000000000",
        "time": instant(event.at),
        "region": "eu-central-1",
        "resources": [f"{CONFIGURATION_SET}{letter.configuration_set}"],
        "detail": event_body(mailbox, event),
    }


def _mail(letter: Letter) -> Object:
    headers = [{"name": name, "value": value} for name, value in letter.headers]
    tags = {name: [value] for name, value in letter.tags}
    return {
        "timestamp": instant(letter.at),
        "source": letter.sender,
        "messageId": letter.id,
        "destination": letter.recipients,
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": {"from": [letter.sender], "to": letter.to, "subject": letter.subject},
        "tags": {"ses:configuration-set": [letter.configuration_set], **tags},
    }


def _bounce(event: Event) -> Object:
    who = [
        {"emailAddress": bare(each), "action": "failed", "status": "5.1.1"}
        for each in event.recipients
    ]
    return {
        "bounceType": "Permanent" if event.permanent else "Transient",
        "bounceSubType": event.sub_type,
        "bouncedRecipients": who,
        "timestamp": instant(event.at),
        "feedbackId": f"feedback-{event.number}",
    }


def _subscription(letter: Letter, event: Event) -> Object:
    def preferences(*, wanted: bool) -> Object:
        status = "OptIn" if wanted else "OptOut"
        topics = [{"topicName": letter.topic, "subscriptionStatus": status}]
        return {
            "unsubscribeAll": not (wanted or letter.topic),
            "topicSubscriptionStatus": topics if letter.topic else [],
        }

    return {
        "contactList": letter.contact_list,
        "timestamp": instant(event.at),
        "source": "UnsubscribeHeader",
        "newTopicPreferences": preferences(wanted=False),
        "oldTopicPreferences": preferences(wanted=True),
    }


def _complaint(event: Event) -> Object:
    return {
        "complainedRecipients": [{"emailAddress": bare(each)} for each in event.recipients],
        "timestamp": instant(event.at),
        "feedbackId": f"feedback-{event.number}",
        "complaintFeedbackType": "abuse",
    }


def _uuid(mailbox: Mailbox, kind: str, event: Event) -> str:
    return str(UUID(bytes=digest(mailbox.seed, kind, event.number)[:16], version=4))
