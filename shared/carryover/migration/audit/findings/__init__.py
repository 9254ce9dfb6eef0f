"""What is looked for, as tables: one file per subject."""
