"""Handing one desk over: from whom, to whom, on which day, what is open, and a receipt."""
