"""Where the parts of a report's dataset come from: each file reads one of them, as it stood on the report's day."""
