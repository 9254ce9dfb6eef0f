"""The dead-man's switch (DESIGN §5): arm, prove, stop, disarm, confirm."""
