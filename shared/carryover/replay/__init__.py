"""Again, and from elsewhere: dead letters and journalled events sent once more, recorded events
brought in.

Listens to people (the command line, the console). Causes nothing itself: it only sends messages,
which the workers recognise when they have seen them before, and writes down who asked and why.
"""
