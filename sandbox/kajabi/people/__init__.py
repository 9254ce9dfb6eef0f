"""What can happen to people: contacts, access, money, automations, e-mails."""
