"""What people are shown of a migration: one look for every page, all of it in one file.

``base.html.j2`` is the look, ``parts.html.j2`` its pieces, ``charts`` draws, ``render`` fills in.
Pages need nothing from outside: they can be mailed, archived and printed.
"""
