"""A whole world as lines of JSON: what is loaded goes on exactly where what was saved stood."""
