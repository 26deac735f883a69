"""Bodies that end, begin and pass their work on, as one operation: drafted, previewed, confirmed, applied, undone."""
