"""The tables of a report: text cells that also carry their exact numbers, and what they rest on."""
