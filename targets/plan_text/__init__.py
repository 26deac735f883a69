"""Read the text of a plan: what it promises, of whom it asks what, and by when. Plain Python, nothing is stored.

blocks (lines -> paragraphs) -> outline (where each stands) -> head, promises, deadlines, duties -> proposals. Rules of
the language of administration only: no model, no network, no list of sentences. What is doubtful says so.
"""
