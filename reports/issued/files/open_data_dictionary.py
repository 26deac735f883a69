"""What the open data mean, in words: every column of the CSV, every field of the JSON, every code of a closed list."""

from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from agencies.models import AgencyKind
from reports.issued.content.schema import Dataset
from reports.models import (
    MILESTONE_STATES,
    ActualSource,
    Decider,
    DutyState,
    Entry,
    FigureKind,
    ObstacleState,
    Quality,
    ReportKind,
    View,
)
from reports.wording.formats import COMPARATOR_WORDS, FLAG_WORDS, STATE_WORDS, STATUS_WORDS
from targets.models import Aggregation, Ambition, Basis, Formula
from targets.models.target import MILESTONE

DICTIONARY_HEADER = ("kind", "code", "name", "unit", "decimals", "definition", "source")

OPEN_DATA_COLUMNS = {
    "record": "Loại dòng: indicator là giá trị của chỉ tiêu, target là mục tiêu, figure là số liệu của một đơn vị",
    "plan": "Mã kế hoạch",
    "locality": "Mã địa phương",
    "view": "Số liệu nào được tính",
    "as_of": "Số liệu đến hết ngày này",
    "code": "Mã chỉ tiêu; ở dòng figure là mã số liệu đầu vào",
    "name": "Tên của chỉ tiêu hoặc số liệu đầu vào",
    "agency": "Mã đơn vị, chỉ ở dòng figure",
    "agency_name": "Tên đơn vị",
    "year": "Năm của số liệu; ở dòng target là năm của mục tiêu",
    "from_year": "Năm đầu của mục tiêu kéo dài nhiều năm",
    "basis": "Mục tiêu tính trong một năm, cộng dồn hay mỗi năm",
    "comparator": "Phép so sánh của mục tiêu",
    "value": "Giá trị không làm tròn, theo đơn vị tính; ở dòng target là mức phải đạt hoặc mức dưới của khoảng",
    "value_high": "Mức trên của khoảng",
    "unit": "Đơn vị tính",
    "status": "Ở dòng target là đánh giá cuối năm báo cáo; ở dòng figure là trạng thái của ô",
    "final": "Đánh giá là kết luận cuối cùng, vì đã có số của năm mục tiêu",
    "source": "Nguồn của giá trị có hiệu lực",
    "kind": "Loại số công bố",
    "units_reporting": "Số đơn vị đã có số liệu trong giá trị tổng hợp",
    "units_expected": "Số đơn vị phải có số liệu",
    "estimate": "Có số ước",
    "actual": "Giá trị dùng để đánh giá mục tiêu",
    "actual_year": "Năm của giá trị dùng để đánh giá",
    "ratio": "Nhịp độ: phần đường đã đi chia cho phần thời gian đã qua",
    "gap": "Khoảng cách so với lộ trình, dương là đi trước",
    "required_per_year": "Mức cần đạt thêm mỗi năm còn lại",
    "illustrative": "Số liệu minh họa, không phải số thật",
    "note": "Nguồn công bố hoặc căn cứ trong kế hoạch; dấu ' ở đầu ô chữ giữ cho ô không chạy như công thức",
}

# Words that mean the same wherever the field stands; a path of its own in FIELDS says otherwise.
NAMES = {
    "year": "Năm",
    "id": "Số của báo cáo trong hệ thống",
    "agency_code": "Mã đơn vị",
    "agency_name": "Tên đơn vị",
    "agency_kind": "Loại đơn vị",
    "element_code": "Mã số liệu đầu vào",
    "element_name": "Tên số liệu đầu vào",
    "code": "Mã",
    "name": "Tên",
    "short_name": "Tên ngắn",
    "unit": "Đơn vị tính",
    "decimals": "Số chữ số thập phân khi in",
    "definition": "Định nghĩa",
    "citation": "Căn cứ trong kế hoạch",
    "title": "Tên",
    "text": "Nội dung đơn vị ghi",
    "state": "Trạng thái",
    "version": "Lần thay đổi của báo cáo",
    "entry": "Trạng thái của ô",
    "illustrative": "Số liệu minh họa, không phải số thật",
    "units_reporting": "Số đơn vị đã có số liệu",
    "units_expected": "Số đơn vị phải có số liệu",
    "plan_code": "Mã kế hoạch",
}

FIELDS = {
    "schema": "Phiên bản cấu trúc của tệp",
    "kind": "Loại báo cáo",
    "locality_code": "Mã địa phương",
    "locality_name": "Tên địa phương",
    "plan_title": "Tên kế hoạch",
    "plan_short_title": "Tên ngắn của kế hoạch",
    "plan_number": "Số, ký hiệu của kế hoạch",
    "plan_issued_on": "Ngày ban hành kế hoạch",
    "plan_issuer": "Cơ quan ban hành kế hoạch",
    "party_document": "Kế hoạch là văn bản của Đảng",
    "first_year": "Năm đầu của báo cáo",
    "year": "Năm cuối của báo cáo, là năm đánh giá",
    "as_of": "Số liệu đến hết ngày này",
    "view": "Số liệu nào được tính",
    "rule_version": "Phiên bản quy tắc đánh giá",
    "about_tolerance": "Mức lệch được coi là đạt của mục tiêu “khoảng”, 0.05 là 5%",
    "generation": "Lần tính của địa phương khi đọc số liệu",
    "computed_at": "Lúc đọc số liệu",
    "agency_code": "Mã đơn vị, nếu là báo cáo của một đơn vị",
    "agency_name": "Tên đơn vị, nếu là báo cáo của một đơn vị",
    "illustrative": "Có số liệu minh họa trong báo cáo",
    "indicators": "Kết quả của từng chỉ tiêu trong kế hoạch",
    "indicators[].formula": "Cách tính",
    "indicators[].direction": "Chiều mong muốn: up là càng cao càng tốt, down là càng thấp càng tốt, none là giữ mức",
    "indicators[].source": "Nguồn số liệu của chỉ tiêu",
    "indicators[].numerator": "Mã các số liệu đầu vào cộng ở tử số",
    "indicators[].denominator": "Mã các số liệu đầu vào cộng ở mẫu số",
    "indicators[].values": "Giá trị có hiệu lực của từng năm",
    "indicators[].values[].value": "Giá trị có hiệu lực, không làm tròn",
    "indicators[].values[].source": "Nguồn của giá trị có hiệu lực",
    "indicators[].values[].kind": "Loại số công bố; trống nếu là số tổng hợp",
    "indicators[].values[].source_text": "Nguồn, bằng lời",
    "indicators[].values[].numerator": "Tổng tử số của các đơn vị",
    "indicators[].values[].denominator": "Tổng mẫu số của các đơn vị",
    "indicators[].values[].rollup": "Số tổng hợp từ các đơn vị",
    "indicators[].values[].official": "Số công bố",
    "indicators[].values[].has_estimate": "Trong số tổng hợp có số ước",
    "indicators[].plans": "Kế hoạch từng năm của địa phương; của chỉ tiêu cộng dồn là mức cộng dồn đến năm đó",
    "indicators[].plans[].value": "Mức kế hoạch, không làm tròn",
    "indicators[].plans[].source_text": "Nguồn của kế hoạch, bằng lời",
    "indicators[].too_few": "Năm chưa đủ đơn vị để tính",
    "indicators[].targets": "Từng mục tiêu và đánh giá cuối năm báo cáo",
    "indicators[].targets[].year": "Năm của mục tiêu",
    "indicators[].targets[].ambition": "Mức cam kết hay mức phấn đấu",
    "indicators[].targets[].base_year_of_change": "Năm gốc của mục tiêu thay đổi so với một năm",
    "indicators[].targets[].status_low": "Đánh giá nếu số thật ở đầu thấp",
    "indicators[].targets[].status_high": "Đánh giá nếu số thật ở đầu cao",
    "indicators[].targets[].half_width": "Số thật có thể lệch bao nhiêu so với số nguồn in ra",
    "indicators[].targets[].decided_at": "Từ mức nào thì được coi là đạt",
    "indicators[].targets[].required_to_decided": "Mỗi năm còn lại cần thêm bao nhiêu để được coi là đạt",
    "indicators[].targets[].has_estimate": "Trong tổng có số ước",
    "indicators[].targets[].years_met": "Số năm giữ được mức, của mục tiêu từng năm",
    "indicators[].targets[].missed_years": "Những năm hụt, của mục tiêu từng năm",
    "indicators[].targets[].disputed": "Những năm mà các nguồn công bố khác nhau",
    "indicators[].targets[].disputed[].year": "Năm các nguồn công bố khác nhau",
    "indicators[].targets[].disputed[].lowest": "Số thấp nhất được công bố",
    "indicators[].targets[].disputed[].highest": "Số cao nhất được công bố",
    "indicators[].targets[].basis": "Mục tiêu tính trong một năm, cộng dồn hay mỗi năm",
    "indicators[].targets[].from_year": "Năm đầu của mục tiêu kéo dài nhiều năm",
    "indicators[].targets[].comparator": "Phép so sánh",
    "indicators[].targets[].low": "Mức phải đạt, hoặc mức dưới của khoảng",
    "indicators[].targets[].high": "Mức trên của khoảng",
    "indicators[].targets[].current": "Là mục tiêu mà kế hoạch đang hướng tới",
    "indicators[].targets[].status": "Đánh giá",
    "indicators[].targets[].met": "Giá trị mới nhất đã đạt mức",
    "indicators[].targets[].final": "Đánh giá là kết luận cuối cùng",
    "indicators[].targets[].flags": "Lưu ý của đánh giá",
    "indicators[].targets[].actual": "Giá trị dùng để đánh giá",
    "indicators[].targets[].actual_year": "Năm của giá trị đó",
    "indicators[].targets[].actual_source": "Nguồn của giá trị đó",
    "indicators[].targets[].base": "Giá trị gốc",
    "indicators[].targets[].base_year": "Năm gốc",
    "indicators[].targets[].ratio": "Nhịp độ: phần đường đã đi chia cho phần thời gian đã qua",
    "indicators[].targets[].expected_value": "Giá trị theo lộ trình ở năm của số liệu",
    "indicators[].targets[].gap": "Khoảng cách so với lộ trình, dương là đi trước",
    "indicators[].targets[].years_ahead": "Số năm đi trước (âm là chậm) so với lộ trình",
    "indicators[].targets[].required_per_year": "Mức cần đạt thêm mỗi năm còn lại",
    "indicators[].targets[].achieved_per_year": "Mức đã đạt thêm mỗi năm từ năm gốc",
    "indicators[].targets[].provisional": "Đánh giá dựa trên số chưa đủ hoặc số ước",
    "indicators[].targets[].milestones_done": "Số mốc đã hoàn thành của mục tiêu định tính",
    "indicators[].targets[].milestones": "Số mốc của mục tiêu định tính",
    "indicators[].targets[].missing_years": "Những năm chưa có số của mục tiêu cộng dồn",
    "indicators[].targets[].steps": "Các mốc của mục tiêu định tính, theo lời đánh giá sau cùng",
    "indicators[].targets[].steps[].state": "Tình hình của mốc; trống nếu chưa ai đánh giá",
    "indicators[].targets[].steps[].judged_on": "Ngày mà lời đánh giá nói tới",
    "indicators[].targets[].steps[].evidence": "Căn cứ, minh chứng",
    "elements": "Số liệu đầu vào mà kế hoạch yêu cầu",
    "elements[].aggregation": "Số cộng dồn trong năm hay số tại thời điểm",
    "figures": "Số liệu của từng đơn vị",
    "figures[].value": "Giá trị; trống nếu ô không phải là số",
    "figures[].quality": "Số ước hay số chính thức",
    "figures[].submission": "Số của báo cáo đang giữ số liệu",
    "figures[].submission_version": "Lần thay đổi của báo cáo đó",
    "figures[].accepted_at": "Lúc được duyệt; trống nếu còn chờ duyệt",
    "submissions": "Báo cáo của từng đơn vị cho kế hoạch này",
    "submissions[].due_at": "Lúc bắt đầu bị coi là muộn",
    "submissions[].submitted_at": "Lúc nộp",
    "submissions[].late": "Nộp muộn; trống nếu chưa nộp",
    "submissions[].required_cells": "Số ô phải nhập",
    "submissions[].filled_cells": "Số ô đã nhập",
    "other_submissions": "Báo cáo cho kế hoạch khác giữ số liệu dùng ở đây",
    "duties": "Nhiệm vụ của kế hoạch",
    "duties[].number": "Số thứ tự của nhiệm vụ",
    "duties[].group": "Nhóm nhiệm vụ hoặc mục của văn bản",
    "duties[].leads": "Đơn vị chủ trì",
    "duties[].cooperating": "Đơn vị phối hợp",
    "duties[].reports": "Đơn vị nói gì về nhiệm vụ",
    "explanations": "Lời giải thích của đơn vị khi số liệu biến động mạnh hoặc chưa có",
    "explanations[].value": "Giá trị được giải thích",
    "explanations[].previous": "Giá trị đã duyệt của năm trước",
    "obstacles": "Khó khăn, vướng mắc của đơn vị",
    "obstacles[].since": "Từ ngày",
    "obstacles[].asks": "Đề nghị ai quyết định",
    "obstacles[].answers": "Các câu trả lời, theo thứ tự",
    "limits": "Những điều không xác định được của một ngày đã qua",
}

CODES: dict[str, dict[str, str]] = {
    "kind (báo cáo)": dict(ReportKind.choices),
    "view": dict(View.choices),
    "status (mục tiêu)": {str(code): words[0] for code, words in STATUS_WORDS.items()},
    "status (ô), entry": dict(Entry.choices),
    "flags": {str(code): words for code, words in FLAG_WORDS.items()},
    "comparator": {
        **{str(code): words.strip() for code, words in COMPARATOR_WORDS.items()},
        "range": "trong khoảng",
        MILESTONE: "các mốc, do người đánh giá",
    },
    "basis": dict(Basis.choices),
    "ambition": dict(Ambition.choices),
    "source, actual_source": dict(ActualSource.choices),
    "kind (số công bố)": dict(FigureKind.choices),
    "quality": dict(Quality.choices),
    "formula": dict(Formula.choices),
    "aggregation": dict(Aggregation.choices),
    "state (báo cáo)": {code: words[0] for code, words in STATE_WORDS.items()},
    "state (nhiệm vụ)": dict(DutyState.choices),
    "state (vướng mắc)": dict(ObstacleState.choices),
    "state (mốc)": dict(MILESTONE_STATES),
    "asks": dict(Decider.choices),
    "agency_kind": dict(AgencyKind.choices),
}


def field_rows(without: Iterable[str] = ()) -> list[dict[str, str]]:
    """Every field of the JSON by its path: "indicators[].values[].year"."""
    left_out = set(without)
    paths = [path for path in paths_of(Dataset) if path.rpartition(".")[2] not in left_out]
    return [{"kind": "field", "code": path, "definition": words_of(path)} for path in paths]


def words_of(path: str) -> str:
    """Raises KeyError for a field that nobody has described."""
    return FIELDS[path] if path in FIELDS else NAMES[path.rpartition(".")[2]]


def paths_of(kind: Any, before: str = "") -> Iterable[str]:
    for name, held in get_type_hints(kind).items():
        yield f"{before}{name}"
        rows = next((one for one in get_args(held) if is_dataclass(one)), None)
        if rows is not None:
            yield from paths_of(rows, f"{before}{name}[].")
