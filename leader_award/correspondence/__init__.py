"""What the award writes to people: the words of its mails, and the outbox."""
