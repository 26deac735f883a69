"""From a standing back to the people who typed and accepted its numbers: read, shown, answered as JSON."""
