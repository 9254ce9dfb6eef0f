"""What happens to money: one attempt, its charge, refunds, disputes, the balance it leaves."""
