"""The official parts of a report: what they start with, and how they stand on the page."""

from datetime import date

from agencies.models import Agency, AgencyKind
from agencies.reorganisations.uniting import one_place_on
from reports.issued.content.schema import Letterhead
from reports.models import IssuedReport, ReportKind
from reports.wording.formats import document_date_vi
from targets.models import Plan

# The parts that an editor may change, in the order of the form.
EDITABLE = (
    "parent_body", "issuing_body", "symbol", "place", "subject", "addressees", "authority", "position", "signer",
    "recipients",
)  # fmt: skip
# The list of recipients ends with where the paper is kept (Nghị định 30/2020/NĐ-CP).
KEPT_ON_FILE = "Lưu: VT"
DEPARTMENT = "Sở "
DEPARTMENT_HEAD = "GIÁM ĐỐC"


def starting_letterhead(
    *, kind: ReportKind, plan: Plan, agency: Agency | None, first_year: int, year: int, on: date
) -> dict[str, str]:
    """What the letterhead of a new draft says, from who coordinates and governs on a day.

    What cannot be known stays empty for the user: the signer, the abbreviation of a body that is no department.
    """
    here = Agency.objects.filter(locality__in=one_place_on(plan.locality, on)).existing_on(on)
    coordinator = here.coordinating_on(on).first()
    government = here.filter(kind=AgencyKind.CITY_GOVERNMENT).first()
    issuing = agency or coordinator
    # No government stands above a committee of the Party.
    above = "" if government is None or plan.party_document else government.name
    if agency is not None:
        addressee = coordinator.name if coordinator else ""
    else:
        # What is told of a plan of the Party goes to the committee that issued it.
        addressee = plan.issuer if plan.party_document else above
    department = issuing is not None and issuing.kind == AgencyKind.DEPARTMENT
    return {
        "parent_body": above,
        "issuing_body": issuing.name if issuing else "",
        "symbol": f"BC-{abbreviation(issuing)}",
        "place": plan.locality.short_name,
        "subject": report_subject(kind, plan, first_year, year),
        "addressees": addressee,
        "authority": "",
        "position": DEPARTMENT_HEAD if department else "",
        "signer": "",
        "recipients": "\n".join(["Như trên", KEPT_ON_FILE] if addressee else [KEPT_ON_FILE]),
    }


def abbreviation(agency: Agency | None) -> str:
    """The letters of a department in its symbol: "Sở LĐTBXH" -> "SLĐTBXH"; "" where nobody can tell."""
    name = agency.short_name if agency else ""
    rest = name.removeprefix(DEPARTMENT)
    # From "Sở Y tế" nobody can tell the letters, which each office has chosen for itself.
    return f"S{rest}" if rest != name and rest.isupper() and rest.isalpha() else ""


def report_subject(kind: ReportKind, plan: Plan, first_year: int, year: int) -> str:
    """The trích yếu: what the report is about, in one line."""
    promise = f"Kế hoạch số {plan.number} ngày {document_date_vi(plan.issued_on)} của {plan.issuer}"
    span = f"năm {year}" if first_year == year else f"giai đoạn {first_year}–{year}"
    match kind:
        case ReportKind.INTERIM:
            return f"Sơ kết {span} thực hiện {promise}"
        case ReportKind.FINAL:
            return f"Tổng kết {span} thực hiện {promise}"
        case ReportKind.SHEET:
            return f"Tổng hợp số liệu của các đơn vị {span} thực hiện {promise}"
    return f"Kết quả {span} thực hiện {promise}"


def letterhead_of(report: IssuedReport) -> Letterhead:
    """The letterhead as it goes on paper; number and date stay open until they are given."""
    return Letterhead(
        parent_body=report.parent_body,
        issuing_body=report.issuing_body,
        number=report.number,
        symbol=report.symbol,
        place=report.place,
        signed_on=report.issued_on,
        kind_name="Báo cáo",
        subject=report.subject,
        addressees=lines(report.addressees),
        authority=report.authority,
        position=report.position,
        signer=report.signer,
        recipients=lines(report.recipients),
        party_document=report.plan.party_document,
    )


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def number_words(report: IssuedReport) -> str:
    """ "số 05/BC-SLĐTBXH ngày 20/12/2024"; "" while it has none."""
    if report.number is None or report.issued_on is None:
        return ""
    return f"số {report.number:02}/{report.symbol} ngày {document_date_vi(report.issued_on)}"
