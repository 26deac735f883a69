"""Letters with which people come in first: for one or for many, on paper or by mail."""
