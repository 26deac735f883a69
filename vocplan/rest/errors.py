"""The wiring of the JSON API: the pages of a list, and one shape for every refusal.

A refusal is {"error": {"code", "message", "fields"}}: a word for programs, a Vietnamese sentence for people, and what
to mend by field. Only assess/ answers a wrong question in the shape of the engine. The framework reads this file
before any view is there, so it knows no views.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from agencies.reorganisations import services as reorganisations
from reports.collection.entry.services import NotReady, ReportedByHeir
from reports.collection.entry.versions import StaleForm, cell_of
from reports.collection.measure_meaning import MeasureRefused
from reports.collection.obstacles.services import ObstacleMoved
from reports.collection.transitions import StaleVersion, WrongState
from reports.measures.services import ChangeClosed, NotStaffAnywhere, StaleChange
from reports.plans.services import DraftClosed, DraftNotChecked, NotStaffHere, StaleDraft
from reports.wording.typed.refusals import InputError
from targets.assess.parser import Unreadable
from targets.assess.requests import RequestError
from targets.plan_text.documents.files import UnreadableFile
from targets.plans.applying import PlanRefused
from vocplan.faults import fault_of

MESSAGES = {
    "authentication_failed": "Mã truy cập sai, đã hết hạn hoặc đã bị thu hồi. Lấy mã mới ở token/.",
    "csrf_failed": "Thiếu mã chống giả mạo: gửi kèm X-CSRFToken, hoặc dùng Authorization: Token thay cho phiên web.",
    "disk_full": "Đĩa của máy chủ đã đầy nên chưa ghi gì. Báo người quản trị máy chủ; đọc thì vẫn được.",
    "invalid": "Có chỗ chưa đúng, chưa ghi gì. Xem fields để sửa.",
    "busy": "Đang có quá nhiều người cùng làm việc. Thử lại sau {seconds} giây; chưa ghi gì.",
    "locked": "Sai mật khẩu quá nhiều lần, tạm khóa đăng nhập. Thử lại sau {seconds} giây.",
    "method_not_allowed": "Địa chỉ này không nhận {method}.",
    "not_acceptable": "Chỉ trả lời bằng application/json.",
    "not_authenticated": "Chưa đăng nhập. Lấy mã ở token/ rồi gửi kèm tiêu đề Authorization: Token <mã>.",
    "not_found": "Không có dữ liệu hoặc địa chỉ này; mọi địa chỉ kết thúc bằng dấu /.",
    "not_ready": "Báo cáo chưa nộp được. Xem fields để biết ô nào cần nhập, sửa hoặc giải thích.",
    "obstacle_moved": "Vướng mắc đang ở trạng thái không nhận bước này, hoặc vừa được xử lý. Đọc lại; chưa ghi gì.",
    "otp_needed": "Tài khoản này có xác thực hai lớp: gửi kèm otp, hoặc tạo mã ở trang Phiên, mã truy cập.",
    "otp_wrong": "Mã xác thực chưa đúng, đã dùng rồi hoặc đã quá giờ.",
    "parse_error": "Nội dung gửi lên không đọc được.",
    "password_temporary": "Mật khẩu này do quản trị đặt: vào trang web đổi mật khẩu trước.",
    "permission_denied": "Tài khoản này xem được nhưng không có quyền làm việc đó.",
    "read_only_token": "Mã truy cập này chỉ để đọc. Lấy mã có scope là write để ghi.",
    "reorganisation_moved": "Đợt sắp xếp đã được người khác sửa hoặc chuyển bước. Đọc lại; chưa ghi gì.",
    "reported_by_heir": "Đơn vị kế tục đã báo cáo số của cả năm, gồm cả phần này; đơn vị đó đổi lại thì mới nộp được.",
    "second_factor_missing": "Vai trò này cần xác thực hai lớp: vào trang web để đặt trước.",
    "stale": "Có người đã đổi báo cáo này sau khi bạn đọc. Đọc lại rồi gửi lại; chưa ghi gì.",
    "throttled": "Quá nhiều yêu cầu. Thử lại sau {seconds} giây.",
    "too_large": "Nội dung gửi lên quá lớn.",
    "server_error": "Máy chủ gặp một trường hợp chưa lường trước và đã ghi lại để sửa; chưa ghi gì.",
    "unavailable": "Chưa vào được cơ sở dữ liệu. Thử lại sau ít phút; chưa ghi gì.",
    "unsupported_media_type": "Chỉ nhận application/json.",
    "wrong_password": "Tên đăng nhập hoặc mật khẩu không đúng.",
    "wrong_state": "Báo cáo đang ở trạng thái không làm được việc này; chưa ghi gì.",
}


class Pages(PageNumberPagination):
    """A hundred rows a page, up to five hundred with ?page_size=."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500


def error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The one shape of every refusal; None lets what is no refusal become a server error."""
    match error:
        case StaleVersion():
            return refusal(409, "stale", **now_of(error))
        case ObstacleMoved():
            return refusal(409, "obstacle_moved", status=error.obstacle.state, version=error.obstacle.version)
        # Before WrongState, of which it is one.
        case ReportedByHeir():
            return refusal(409, "reported_by_heir", status=error.submission.state)
        case WrongState():
            return refusal(409, "wrong_state", status=error.submission.state)
        case NotReady():
            open_points = {found.code: f"{found.message} {found.advice}".strip() for found in error.findings}
            return refusal(400, "not_ready", fields=open_points)
        case reorganisations.WrongState():
            return refusal(409, "reorganisation_moved")
        case reorganisations.ReorganisationError():
            return refusal(400, "invalid", fields={"steps": str(error)})
        case InputError():
            return refusal(400, "invalid", fields={error.field: error.message})
        case StaleDraft() | StaleChange():
            return refusal(409, "stale")
        case DraftClosed() | ChangeClosed():
            return refusal(409, "wrong_state")
        case DraftNotChecked():
            return refusal(409, "wrong_state", fields={"plan": str(error)})
        case NotStaffHere() | NotStaffAnywhere():
            return refusal(403, "permission_denied")
        case MeasureRefused():
            return refusal(400, "invalid", fields={error.field or "entry": str(error)})
        case PlanRefused():
            return refusal(400, "invalid", fields={"plan": str(error)})
        case UnreadableFile():
            return refusal(400, "invalid", fields={"file": str(error)})
        case Unreadable():
            return refusal(400, "parse_error", fields={error.refusal.field: error.refusal.vi})
        case RequestError():
            return refusal(400, "invalid", fields={error.field: error.vi})
        case RequestDataTooBig():
            return refusal(413, "too_large")
        case _ if fault := fault_of(error):
            return refusal(503, fault, headers={"Retry-After": "10"})
        case Http404():
            error = exceptions.NotFound()
        case PermissionDenied():
            error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {"error": refusal_record(error, method=context["request"].method)}
    return response


def refusal(
    status_code: int,
    code: str,
    *,
    headers: dict[str, str] | None = None,
    fields: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    body = {"code": code, "message": MESSAGES[code], "fields": fields or {}, **more}
    return Response({"error": body}, status=status_code, headers=headers)


def now_of(error: StaleVersion) -> dict[str, Any]:
    """What a form that has moved on looks like now: state, version and the cells that changed since it was seen."""
    if not isinstance(error, StaleForm):
        return {"status": error.submission.state, "changed": []}
    changed = [cell_of(figure.element, figure) for figure in error.changed]
    return {"status": error.submission.state, "version": error.version, "changed": changed}


def refusal_record(error: exceptions.APIException, *, method: str) -> dict[str, Any]:
    """Code, sentence and fields of a refusal of the framework's own."""
    if isinstance(error, exceptions.ValidationError):
        return {"code": "invalid", "message": MESSAGES["invalid"], "fields": flat(error.detail)}
    code = getattr(error.detail, "code", "") or error.default_code
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith("CSRF"):
        code = "csrf_failed"
    words = {"seconds": int(getattr(error, "wait", None) or 0), "method": method}
    message = MESSAGES.get(code, MESSAGES.get(error.default_code, "Yêu cầu không hợp lệ."))
    return {"code": code if code in MESSAGES else error.default_code, "message": message.format(**words), "fields": {}}


def flat(detail: Any, path: str = "") -> dict[str, str]:
    """Nested errors of a form by dotted name: {"figures[2].note": "…"}; those of the whole body by "body"."""
    if isinstance(detail, dict):
        nested = (flat(item, under(path, key)) for key, item in detail.items())
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        nested = (flat(item, f"{path}[{index}]") for index, item in enumerate(detail) if item)
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        return {path or "body": " ".join(str(sentence) for sentence in sentences)}
    return {name: sentence for part in nested for name, sentence in part.items()}


def under(path: str, key: str | int) -> str:
    """The name of a part; the places of a list are whole numbers, whether it came as a list or by its faulty rows."""
    if key == "non_field_errors":
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)
