"""Wiring of the doors: sign-in with password, second factor, letter, single sign-on; locks and resets."""
