"""What an amending document says beside what the plan says already: its rows joined, what it changes cited by it."""

from collections.abc import Callable

from targets.plans.content import Content, entry_key
from targets.plans.marking import other_numbers

JOINED = ("targets", "numbers", "milestones", "duties")
LONGEST_CITATION = 200
CITED = ("baselines", "targets", "duties", "body_targets")
# Parts of an entry that are cited one by one, and what each is called.
CITED_PARTS = {"yearly_plan": "year", "milestones": "code"}


def with_proposals(work: Content, read: Content, text: str, *, document: str) -> Content:
    """The work with the rows of a reading after its own, all of them still to be seen, under keys of their own.

    A place in the amending document is cited with its name: a bare one would be taken for a place of the plan's own.
    """
    read["numbers"] += other_numbers(text, [*read["targets"], *read["numbers"]])
    joined = {**work}
    for name in JOINED:
        rename = after(work[name])
        rows = [{**row, "key": rename(row["key"])} for row in read[name]]
        joined[name] = [*work[name], *(row | citation_in(document, row) for row in rows)]
    # The starting values speak of targets by the keys that those have just been given.
    rename = after(work["targets"])
    bases = [{**base, "target": rename(base["target"])} for base in read["base_proposals"]]
    return {**joined, "deadlines": read["deadlines"], "base_proposals": bases}


def after(rows: list[Content]) -> Callable[[str], str]:
    """Keys of a reading, moved behind those of the rows that are there: "t1" becomes "t24" after 23 rows."""
    last = max([int(row["key"][1:]) for row in rows], default=0)
    return lambda key: f"{key[0]}{int(key[1:]) + last}"


def citation_in(document: str, row: Content) -> Content:
    """The citation of a row that was read in `document`; nothing for a row that cites no place."""
    if not row.get("citation"):
        return {}
    return {"citation": f"{document}, mục {row['citation']}"[:LONGEST_CITATION]}


def cite_amendment(before: Content, after: Content, *, document: str) -> Content:
    """What the plan will say, with everything that an amendment changes cited by its document.

    Only where the citation still is the one of what is changed: whoever typed the place of the new level is believed.
    A level moved to another year, or judged another way, is a change of the one whose place it took.
    """
    lists = [name for name in CITED if name in before and name in after]
    return {
        **after,
        **{name: cited_anew(name, before[name], after[name], document[:LONGEST_CITATION]) for name in lists},
    }


def cited_anew(name: str, before: list[Content], after: list[Content], document: str) -> list[Content]:
    old = {entry_key(name, entry): entry for entry in before}
    kept = {entry_key(name, entry) for entry in after}
    gone = {(entry.get("indicator"), entry["citation"]) for key, entry in old.items() if key not in kept}
    cited = []
    for entry in after:
        if was := old.get(entry_key(name, entry)):
            cited.append(changed_entry(was, entry, document))
        elif (entry.get("indicator"), entry["citation"]) in gone:
            cited.append({**entry, "citation": document})
        else:
            cited.append(entry)
    return cited


def changed_entry(was: Content, entry: Content, document: str) -> Content:
    """An entry, or a part of one, as it will stand, cited by `document` where it is not as it was."""
    found = {**entry}
    for name, key in CITED_PARTS.items():
        old = {part[key]: part for part in was.get(name, [])}
        if name in entry:
            found[name] = [changed_entry(old.get(part[key], part), part, document) for part in entry[name]]
    if own_words(was) != own_words(entry) and entry["citation"] == was["citation"]:
        found["citation"] = document
    return found


def own_words(entry: Content) -> Content:
    """What an entry says itself, without where it stands and without its parts."""
    return {name: value for name, value in entry.items() if name != "citation" and name not in CITED_PARTS}
