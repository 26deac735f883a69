"""THROUGH: what has become stale, recomputed: figures of agencies to values of the locality to standings of targets."""
