"""What customers and banks do: pages a person can open, and the same deeds for a test."""
