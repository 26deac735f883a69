"""Pages of the catalogue: its entries, one to change, a change with its effect before a second person keeps it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.models import Locality
from agencies.web.guards import require
from reports.collection.measure_meaning import SAME_MEANING, MeasureRefused
from reports.measures import services
from reports.measures.effects import change_effect
from reports.measures.forms import FORMS, MeasureForm
from reports.measures.queries import change_page, edition_lines, element_choices, field_changes, measure_lines
from reports.measures.words import MEASURE_WORDS
from reports.wording.typed.text import clean_text
from targets.measures.content import measure_content
from targets.models import MeasureChange, MeasureKind
from targets.plans.content import Content, content_from_json

MOVED = "Người khác vừa sửa mục này; chưa ghi gì. Nội dung bạn gõ còn ở các ô dưới."
STEP_MOVED = "Bản sửa hoặc danh mục vừa đổi; chưa làm gì. Xem lại trang này rồi bấm lại."
STEP_CLOSED = "Bản sửa này đã xong hoặc đã bỏ; chưa làm gì."


@require_safe
@require(Right.REVIEW)
def measure_list(request: HttpRequest) -> HttpResponse:
    """The catalogue, and what is being changed in it."""
    sought = clean_text(request.GET.get("q", ""))[:100]
    return render(request, "measures/list.html", {"sought": sought, **measure_lines(request.user, sought)})


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def measure_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new entry; `?like=` begins it with what another one says."""
    like = measure_content(known_kind(kind), request.GET.get("like", ""))
    initial = {**like, "code": ""} if like else {}
    return work_on_measure(request, kind, "", initial)


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def measure_edit(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One entry: what it is to say, beginning with its open change, else with what it says now."""
    change = services.open_change(known_kind(kind), code)
    now_says = measure_content(kind, code)
    if change is None and now_says is None:
        raise Http404
    said = content_from_json(change.said) if change else now_says
    typed = {"reason": change.reason, SAME_MEANING: change.same_meaning} if change else {}
    return work_on_measure(request, kind, code, {**said, **typed})


def work_on_measure(request: HttpRequest, kind: str, code: str, initial: Content) -> HttpResponse:
    """Show the form, or keep what was typed and lead to its effect. What could not be kept stays typed."""
    posted = request.POST if request.method == "POST" else None
    form = FORMS[MeasureKind(kind)](posted, initial=initial, code=code, elements=element_choices())
    context: dict[str, Any] = {}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = save_typed(request, kind, form)
        except services.StaleChange:
            status, context = 409, {"moved": MOVED, "differing": differing(kind, form)}
        except MeasureRefused as error:
            form.refuse(error.field, str(error))
        else:
            return redirect("measure-change", made.pk)
    # Read after the attempt: the page shows what stands now.
    change = services.open_change(kind, code) if code else None
    context |= {
        "form": form,
        "kind": kind,
        "noun": MEASURE_WORDS[kind],
        "code": code,
        "title": initial.get("short_name", ""),
        # A new entry was seen as absent; somebody who has made it since is noticed.
        "seen": services.seen_token(change, measure_content(kind, code)) if code else services.seen_token(None, None),
        "change": change,
        "editions": edition_lines(kind, code) if code else [],
    }
    return render(request, "measures/edit.html", context, status=status)


def save_typed(request: HttpRequest, kind: str, form: MeasureForm) -> MeasureChange:
    said = form.said()
    if not form.held_code and measure_content(kind, str(said["code"])) is not None:
        raise MeasureRefused("Mã này đã dùng. Đặt mã khác.", "code")
    places = Locality.objects.filter(pk__in=request.user.access.localities_with(Right.REVIEW)).present_first()
    return services.save_change(
        kind=kind,
        said=said,
        same_meaning=form.cleaned_data[SAME_MEANING],
        reason=form.cleaned_data["reason"],
        locality=places[0],
        seen=request.POST.get("seen", ""),
        by=request.user,
        now=clock.now(),
    )


def differing(kind: str, form: MeasureForm) -> list[Any]:
    """What is kept by now beside what was typed, field by field."""
    said = form.said()
    change = services.open_change(kind, str(said["code"]))
    kept = content_from_json(change.said) if change else measure_content(kind, str(said["code"]))
    return field_changes(kept, said) if kept else []


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def measure_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A change from and to with what it would move; sent, sent back, dropped or put in force from here."""
    changes = MeasureChange.objects.visible_to(request.user).select_related("drafted_by", "saved_by", "checked_by")
    change = get_object_or_404(changes, pk=pk)
    if request.method != "POST":
        return render_change(request, change)
    try:
        return redirect(*take_change_step(request, change))
    except (services.StaleChange, services.ChangeClosed) as error:
        words = STEP_MOVED if isinstance(error, services.StaleChange) else STEP_CLOSED
        return render_change(request, changes.get(pk=pk), refused=words, status=409)
    except MeasureRefused as error:
        return render_change(request, changes.get(pk=pk), refused=str(error), status=422)


def take_change_step(request: HttpRequest, change: MeasureChange) -> tuple[Any, ...]:
    """Where to go after the step. Raises what the services raise."""
    typed = request.POST.get("version", "")
    seen = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    said = {"change": change, "seen_version": seen, "by": request.user, "now": clock.now()}
    match request.POST.get("step"):
        case "send":
            services.send_change(**said)
        case "return":
            services.send_change_back(reply=clean_text(request.POST.get("reply", ""))[:2000], **said)
        case "keep":
            services.put_change_in_force(**said)
        case "drop":
            services.drop_change(**said)
            return ("measure-list",)
        case _:
            raise MeasureRefused("Chọn một việc ở cuối trang.")
    return "measure-change", change.pk


def render_change(request: HttpRequest, change: MeasureChange, *, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of a change; its effect only while it is open: later the world has moved on."""
    page = change_page(change)
    # Upon other rows the effect would be that of another change.
    if page["open"] and not page["moved"]:
        places = request.user.access.localities_with(Right.REVIEW)
        try:
            page["effect"] = change_effect(change, localities=places, today=clock.today())
        except MeasureRefused as error:
            page["misfit"] = str(error)
    writers = (change.drafted_by_id, change.saved_by_id)
    context = {
        "page": page,
        "refused": refused,
        "reply": request.POST.get("reply", ""),
        "noun": MEASURE_WORDS[change.kind],
        "checks": change.sent_at is not None and request.user.pk not in writers,
    }
    return render(request, "measures/change.html", context, status=status)


def known_kind(kind: str) -> str:
    if kind not in MeasureKind.values:
        raise Http404
    return kind
