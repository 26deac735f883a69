"""What was read in an amending document, put beside what the plan says already."""

from collections.abc import Callable

from targets.plans.content import Content
from targets.plans.marking import other_numbers

JOINED = ("targets", "numbers", "milestones", "duties")


def with_proposals(work: Content, read: Content, text: str) -> Content:
    """The work with the rows of a reading after its own, all of them still to be seen, under keys of their own."""
    read["numbers"] += other_numbers(text, [*read["targets"], *read["numbers"]])
    joined = {**work}
    for name in JOINED:
        rename = after(work[name])
        joined[name] = [*work[name], *({**row, "key": rename(row["key"])} for row in read[name])]
    rename = after(work["targets"])
    bases = [{**base, "target": rename(base["target"])} for base in read["base_proposals"]]
    return {**joined, "deadlines": read["deadlines"], "base_proposals": bases}


def after(rows: list[Content]) -> Callable[[str], str]:
    """Keys of a reading, moved behind those of the rows that are there: "t1" becomes "t24" after 23 rows."""
    last = max([int(row["key"][1:]) for row in rows], default=0)
    return lambda key: f"{key[0]}{int(key[1:]) + last}"
