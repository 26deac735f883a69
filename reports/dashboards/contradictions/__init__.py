"""Where documents and figures disagree: read, put into words, shown."""
