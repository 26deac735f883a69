"""Wiring of the JSON API: addresses, tokens, throttles, errors, its OpenAPI description."""
