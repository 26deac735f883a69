"""The OpenAPI document: what the views say of themselves, and the refusals that every address may answer."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from agencies.web.json_api import Endpoint

REFUSALS = {
    400: "Yêu cầu chưa đúng; fields nói sửa ở đâu.",
    401: "Chưa đăng nhập, hoặc mã truy cập không còn dùng được.",
    403: "Không có quyền.",
    404: "Không có dữ liệu này, hoặc không được biết là có.",
    405: "Địa chỉ không nhận phương thức này.",
    409: "Báo cáo đã đổi sau khi đọc, hoặc đang ở trạng thái khác.",
    413: "Nội dung quá lớn.",
    415: "Chỉ nhận application/json.",
    406: "Chỉ trả lời bằng application/json, hoặc bằng loại tệp của địa chỉ.",
    429: "Quá nhiều yêu cầu; thử lại sau số giây ở Retry-After.",
    503: "Chưa phục vụ được: cơ sở dữ liệu, đĩa, hoặc quá đông; thử lại sau số giây ở Retry-After.",
}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string", "description": "Một câu tiếng Việt."},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                "status": {"type": "string", "description": "409: trạng thái hiện nay của báo cáo."},
                "version": {"type": "integer", "description": "409: lần thay đổi hiện nay của biểu."},
                "changed": {
                    "type": "array",
                    "description": "409: các ô đã đổi từ lần đọc.",
                    "items": {"$ref": "#/components/schemas/CellOut"},
                },
            },
        }
    },
}
ENGINE_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["field", "vi", "en"],
            "properties": {name: {"type": "string"} for name in ("field", "vi", "en")},
        }
    },
}
METHODS = ("get", "post", "patch", "delete")


class DocumentedGenerator(SchemaGenerator):
    """drf-spectacular's document with the refusals added."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return with_refusals(super().get_schema(request, public))


def with_refusals(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the shapes of a refusal and, for each operation, which ones it may answer."""
    schemas = document["components"]["schemas"]
    # A mail address that is answered may be none, and "" has not the shape of an address.
    for field in (field for schema in schemas.values() for field in schema.get("properties", {}).values()):
        if field.get("readOnly") and field.get("format") == "email":
            del field["format"]
    schemas |= {"Error": ERROR, "EngineError": ENGINE_ERROR}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                describe(operations[method], path=path, method=method)
    return document


def describe(operation: dict[str, Any], *, path: str, method: str) -> None:
    codes = {400, 401, 403, 404, 405, 406, 429, 503} | ({409} if "submissions" in path and method != "get" else set())
    codes |= {413, 415} if method != "get" else set()
    responses = operation["responses"]
    if method == "get":
        responses["304"] = {"description": "Không có gì đổi từ lần đọc có ETag này."}
    for code in sorted(codes):
        shape = "EngineError" if path.endswith("/assess/") and code == 400 else "Error"
        responses[str(code)] = {
            "description": REFUSALS[code],
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}},
        }


class Schema(SpectacularAPIView):
    """The document itself, for people who are signed in."""

    authentication_classes = Endpoint.authentication_classes
    permission_classes = [IsAuthenticated]
    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]
    generator_class = DocumentedGenerator
