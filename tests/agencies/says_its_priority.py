"""A reader of files that answers with its own priority."""

import os

from agencies.child_process import answer_parent

if __name__ == "__main__":
    answer_parent(lambda data: {"priority": os.nice(0)}, memory=200 << 20, seconds=5, largest=1)
