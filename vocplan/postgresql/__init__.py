"""Django's own PostgreSQL backend, which does not wait for ever for a server that no longer answers."""
