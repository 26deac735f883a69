"""What is said of the state of a duty, once for pages, tables, sentences and files. A new `DutyState` needs a row here.

The rows stand as papers count them: what is done first, silence last. Who counts or picks out states does so by a name
from here, never by their number or place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.models import DutyState

SILENT = "silent"  # no agency has said anything of the duty


@dataclass(frozen=True)
class DutyWords:
    """`label` stands alone in a menu or a cell, `said` within a sentence; `settled`: nothing is left to be done;
    `begun`: something has been done, or need not be.
    """

    label: str
    said: str
    settled: bool = False
    begun: bool = True


DUTY_WORDS: dict[str, DutyWords] = {
    DutyState.DONE: DutyWords(DutyState.DONE.label, "đã hoàn thành", settled=True),
    DutyState.IN_PROGRESS: DutyWords(DutyState.IN_PROGRESS.label, "đang thực hiện"),
    DutyState.NOT_STARTED: DutyWords(DutyState.NOT_STARTED.label, "chưa thực hiện", begun=False),
    DutyState.NOT_RELEVANT: DutyWords(DutyState.NOT_RELEVANT.label, "không còn phù hợp", settled=True),
    SILENT: DutyWords("Chưa báo cáo", "chưa có báo cáo", begun=False),
}
SETTLED = frozenset(state for state, words in DUTY_WORDS.items() if words.settled)
# As pages list them: what somebody still has to do something about stands first.
OPEN = [state for state, words in DUTY_WORDS.items() if not words.settled]
URGENT_FIRST = (*reversed(OPEN), *(state for state in DUTY_WORDS if state in SETTLED))
NOT_BEGUN = tuple(state for state in URGENT_FIRST if not DUTY_WORDS[state].begun)


def common_state(states: Iterable[str]) -> str:
    """The state of a duty by what its agencies said of it: one that all name; done when nothing is left to any of them;
    under way where they differ; silent where nobody said anything.

    Who says that it does not apply any more says nothing of how far the others are.
    """
    named = set(states)
    if not named:
        return SILENT
    still = named - {DutyState.NOT_RELEVANT} or named
    if len(still) == 1:
        return still.pop()
    return DutyState.DONE if named <= SETTLED else DutyState.IN_PROGRESS
