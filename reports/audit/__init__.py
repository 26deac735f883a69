"""ON RECORD: who did what, in a chain that shows tampering; each figure's history; figures as they stood on a day."""
