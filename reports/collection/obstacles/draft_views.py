"""The address to which the pages of obstacles send what is being typed."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.updates import saved_words
from reports.collection.obstacles.drafts import DraftWrittenMeanwhile, keep_draft, key_in, side_of, typed_fields
from reports.collection.obstacles.queries import may_raise_for, obstacles_of
from reports.collection.obstacles.views import takes_part
from reports.models import ObstacleDraft

ANOTHER_ACCOUNT = (
    "Máy này vừa đăng nhập bằng tài khoản khác nên chưa lưu nội dung này. Đăng nhập lại bằng tài khoản của bạn."
)


@require_http_methods(["GET", "POST"])
@require(Right.SEE_SUBMISSIONS)
def obstacle_draft(request: HttpRequest) -> JsonResponse:
    """Keep what is being typed, of a new obstacle or of an answer; 409 with what a colleague has written meanwhile.

    GET answers whoever is signed in: the page asks so after a sign-in in place.
    """
    if request.method == "GET":
        return JsonResponse({})
    post = request.POST
    # As of the form's cells: what the first has typed must not be kept under the second's name.
    if post.get("by") != str(request.user.pk):
        return JsonResponse({"error": ANOTHER_ACCOUNT}, status=409)
    row = None
    if post.get("obstacle"):
        row = get_object_or_404(obstacles_of(request.user), pk=key_in(post["obstacle"]))
        require.that(takes_part(request, row))
        agency = side_of(row, request.user)
    else:
        require.that(request.user.access.has(Right.ENTER_FIGURES))
        agency = get_object_or_404(may_raise_for(request.user), pk=key_in(post.get("agency", "")))
    now, seen = clock.now(), {"draft": key_in(post.get("draft", "")), "seen_version": key_in(post.get("seen", "")) or 0}
    try:
        kept = keep_draft(agency=agency, obstacle=row, fields=typed_fields(post), by=request.user, now=now, **seen)
    except DraftWrittenMeanwhile as error:
        return JsonResponse(written_meanwhile(error.theirs), status=409)
    return JsonResponse(draft_stands(kept) | {"saved": saved_words(now)})


def draft_stands(row: ObstacleDraft | None) -> dict[str, object]:
    return {"draft": row.pk if row else "", "version": row.version if row else 0}


def written_meanwhile(row: ObstacleDraft | None) -> dict[str, object]:
    who = f"{row.updated_by.full_name} vừa viết khác ở nội dung này" if row else "Nội dung này vừa được gửi hoặc bỏ"
    return draft_stands(row) | {"error": f"{who}. Chữ bạn gõ còn nguyên.", "theirs": row.fields if row else None}
