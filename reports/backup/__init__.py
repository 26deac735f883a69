"""Everything an installation holds in one file, and back: the same on SQLite and on PostgreSQL."""
