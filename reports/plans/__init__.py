"""The life of a plan: drafted, checked by a second person, in force, amended, withdrawn or ended; all on record."""
