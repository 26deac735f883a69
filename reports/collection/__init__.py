"""IN: open a period, enter figures, submit, review."""
