"""Exact arithmetic under the rules: precision and Student's t."""
