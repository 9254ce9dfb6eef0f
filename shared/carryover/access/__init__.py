"""Access: whoever pays sees what they pay for, and whoever says stop there stops paying (KAJ).

Listens to: ``MemberHinted``, ``StateSeen`` of subscriptions, ``access.poll`` from the clock, a
person's ``access.*``. Causes: grants and revocations at the site, ends of subscriptions, doubts.

``cancelling``   a member leaves there: the one matching subscription ends here
``providing``    a subscription begins here: its offers are given there, once
``withdrawing``  a subscription ended here: its offers are taken back there
``polling``      what no hook says, and what hooks lost
``braking``      more of them leave at once than can be true: a person is asked first
``auditing``     who pays and has no access, who has access and does not pay
"""
