"""The page of one report: its document as it is printed, with the passages that can be edited in place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.issued.content.schema import Block, Dataset, Letterhead, Paragraph, Table, TableCell, TableColumn
from reports.issued.layout.heading_numbers import annex_name, roman
from reports.issued.layout.stored_document import document_of
from reports.issued.letterhead import letterhead_of
from reports.issued.words.fields import FIELD, UnknownField, fields, unknown, with_numbers
from reports.models import IssuedReport, ReportPassage


@dataclass(frozen=True)
class Chip:
    """One field of a passage: its name as typed, and what it says now."""

    name: str
    text: str


@dataclass(frozen=True)
class Editable:
    """One passage with what the form beside it needs. `generated`: of an edited one what would stand there instead."""

    pk: int
    position: int
    title: str
    words: str
    version: int
    edited: bool
    generated: str
    who: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Shown:
    """One block of the page: a paragraph or a table; `passage` where its words can be edited, after its last block."""

    paragraph: Paragraph | None = None
    table: Table | None = None
    passage: Editable | None = None

    @property
    def rows(self) -> list[list[tuple[TableCell, TableColumn]]]:
        """The cells of a table, each with its column: words among numbers stand on the right, too."""
        if self.table is None:
            return []
        return [list(zip(row, self.table.columns, strict=True)) for row in self.table.rows]


@dataclass(frozen=True)
class PagePart:
    title: str
    blocks: tuple[Shown, ...]


@dataclass(frozen=True)
class DocumentPreview:
    """The whole document for the page. `fault` says in words why there is none."""

    letterhead: Letterhead | None = None
    remarks: tuple[str, ...] = ()
    opening: tuple[Shown, ...] = ()
    sections: tuple[PagePart, ...] = ()
    annexes: tuple[PagePart, ...] = ()
    loose: tuple[Editable, ...] = field(default=())
    fault: str = ""


def preview_blocks(
    report: IssuedReport, dataset: Dataset, passages: list[ReportPassage], *, editable: bool
) -> DocumentPreview:
    """The document of a report block by block; passages that stand nowhere in it come at the end."""
    values = fields(dataset, letterhead_of(report))
    offers = {one.key: passage_form(one, values) for one in passages} if editable else {}
    try:
        document = document_of(report, dataset, passages)
    except UnknownField as error:
        fault = f"Một đoạn đã sửa dùng trường mà số liệu không còn: {', '.join(error.names)}. Sửa đoạn đó."
        return DocumentPreview(loose=tuple(offers.values()), fault=fault)
    # Each form is taken out where it is placed; what is left stands nowhere in the document.
    waiting = dict(offers)
    opening = tuple(blocks_with_forms(document.opening, waiting))
    sections = tuple(
        PagePart(f"{roman(place)}. {one.title}", tuple(blocks_with_forms(one.blocks, waiting)))
        for place, one in enumerate(document.sections, 1)
    )
    annexes = tuple(
        PagePart(
            f"{annex_name(place, len(document.annexes))}. {one.title}", tuple(blocks_with_forms(one.blocks, waiting))
        )
        for place, one in enumerate(document.annexes, 1)
    )
    return DocumentPreview(
        letterhead=document.letterhead,
        remarks=document.remarks,
        opening=opening,
        sections=sections,
        annexes=annexes,
        loose=tuple(waiting.values()),
    )


def blocks_with_forms(blocks: Iterable[Block], waiting: dict[str, Editable]) -> Iterator[Shown]:
    """The blocks in order; after the last paragraph of a passage its form, which then waits no longer."""
    row = list(blocks)
    for place, block in enumerate(row):
        if isinstance(block, Table):
            yield Shown(table=block)
            continue
        following = row[place + 1] if place + 1 < len(row) else None
        ends = not isinstance(following, Paragraph) or following.key != block.key
        yield Shown(paragraph=block, passage=waiting.pop(block.key, None) if ends else None)


def generated_words(passage: ReportPassage, values: Mapping[str, str]) -> str:
    """What the data would say in place of edited words, with today's numbers; "" of words that nobody edited.

    Data that no longer give rise to the passage may lack its numbers: then nothing would stand there.
    """
    if passage.text is None or unknown(passage.template, values):
        return ""
    return with_numbers(passage.template, values)


def passage_form(passage: ReportPassage, values: Mapping[str, str]) -> Editable:
    """The form of a passage: its fields first, then those of the same thing."""
    used = list(dict.fromkeys(name.strip() for name in FIELD.findall(f"{passage.words} {passage.template}")))
    stems = {name.rpartition(".")[0] for name in used} - {""}
    kin = [name for name in values if name not in used and name.rpartition(".")[0] in stems]
    chips = (Chip(f"[[{name}]]", values.get(name, "không còn")) for name in (*used, *kin))
    return Editable(
        pk=passage.pk,
        position=passage.position,
        title=passage.title,
        words=passage.words,
        version=passage.version,
        edited=passage.text is not None,
        generated=generated_words(passage, values),
        who=passage.edited_by.full_name if passage.edited_by else "",
        chips=tuple(chips),
    )
