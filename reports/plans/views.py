"""Pages of a plan's life: a new one from its document, the work on a draft, what is in force and how it changed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.models import Locality
from agencies.web.guards import require
from reports.models.period import start_of
from reports.plans import drafting, services
from reports.plans.document import part_rows
from reports.plans.files import plan_workbook
from reports.plans.forms import AmendmentForm, InForceForm, NewPlanForm, PlanChangeForm, ReasonForm, TakeOverForm
from reports.plans.life import amended, changed_standings, life_page
from reports.plans.page import TypedWrong, draft_counts, draft_page
from reports.plans.pasting import paste_rows
from reports.plans.places import draft_differences, words_of_place
from reports.plans.posted import Unread, add_row, is_same_work, posted_work
from reports.plans.preview import draft_preview
from reports.plans.taking_over import heir_of, take_over_plan
from reports.plans.telling import names_in
from reports.wording.typed.text import clean_text
from targets.models import DraftState, Plan, PlanDraft
from targets.plan_text.catalogue import indicator_names
from targets.plan_text.documents.files import UnreadableFile
from targets.plans.applying import PlanRefused
from targets.plans.content import as_yaml, plan_content
from targets.plans.gaps import gaps
from targets.plans.questions import with_typed_answers
from targets.plans.then import content_on
from targets.plans.work import OFFERED, REFUSED, TAKEN

STALE = "Người khác vừa lưu dự thảo này; chưa ghi gì. Nội dung bạn gõ còn ở các ô dưới."
# What may be done with a plan in force, in the order of the page: its name, what it is for, the word of its button.
LIFE_STEPS = {
    "amend": ("Sửa đổi", "có văn bản mới thay chỗ của kế hoạch từ một ngày", "Soạn sửa đổi"),
    "correct": ("Đính chính", "văn bản vẫn thế, trên máy gõ sai", "Soạn đính chính"),
    "take-over": (
        "Tiếp nhận",
        "địa phương của kế hoạch đã hợp nhất; địa phương mới thực hiện tiếp từ một ngày, theo một văn bản",
        "Soạn tiếp nhận",
    ),
    "end": ("Kết thúc sớm", "từ một ngày kế hoạch không yêu cầu gì nữa", "Kết thúc kế hoạch"),
    "withdraw": (
        "Rút",
        "nhập nhầm cả kế hoạch, chưa ai nhập số, chưa có đánh giá hay báo cáo nào dựa vào",
        "Rút kế hoạch",
    ),
}
ANSWER = "answer:"
CLOSED = "Dự thảo vừa có hiệu lực hoặc vừa được bỏ; chưa ghi gì. Nội dung bạn gõ còn ở các ô dưới để chép lại."


def places_to_draft_in(request: HttpRequest) -> Any:
    return Locality.objects.filter(pk__in=request.user.access.localities_with(Right.REVIEW)).present_first()


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan from its document; what is being drafted is listed beside."""
    places = places_to_draft_in(request)
    form = NewPlanForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        localities=places,
        initial={"locality": places.first()},
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = drafting.draft_plan(
                locality=form.cleaned_data["locality"],
                code=form.cleaned_data["code"],
                text=form.cleaned_data["text"],
                file=file.read() if file else None,
                file_name=file.name if file else "",
                by=request.user,
                now=clock.now(),
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        except PlanRefused as error:
            form.add_error("code", str(error))
        else:
            return redirect("plan-edit", draft.work["head"]["code"])
    drafts = PlanDraft.objects.visible_to(request.user).open().defer("file", "text").select_related("drafted_by")
    context = {"form": form, "drafts": drafts, "one_place": places.count() == 1}
    return render(request, "plans/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def plan_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The work on a plan: its open draft or amendment, else what is in force with the ways to change it."""
    drafts = PlanDraft.objects.visible_to(request.user).open().defer("file")
    draft = drafts.filter(work__head__code=code).first()
    if draft is not None:
        return work_on(request, draft)
    plans = Plan.objects.filter(locality_id__in=request.user.access.localities_with(Right.REVIEW))
    plan = get_object_or_404(plans.select_related("locality"), code=code)
    return change_plan(request, plan)


def work_on(request: HttpRequest, draft: PlanDraft) -> HttpResponse:
    """Save what the page says, then take the step that was asked for. What could not be saved stays typed."""
    if request.method != "POST":
        return render_preview(request, draft) if request.GET.get("preview") else render_draft(request, draft)
    # The page's script saves by itself; the same address takes the form of a browser without it.
    if request.headers.get("Accept") == "application/json":
        return keep_typed(request, draft)
    try:
        done, unread = take_step(request, draft)
    except (services.StaleDraft, services.DraftClosed) as error:
        draft.refresh_from_db()
        # What was typed stands in its fields again, over the work as it is now; the next save is a choice.
        typed, unread = posted_work(draft.work, request.POST)
        words = STALE if isinstance(error, services.StaleDraft) else CLOSED
        names = names_in(draft.locality_id)
        context = {"moved": words, "differing": draft_differences(draft.work, typed, names)}
        draft.work = with_typed_answers(typed, request.POST)
        return render_draft(request, draft, unread, context, status=409)
    except PlanRefused as error:
        draft.refresh_from_db()
        return render_draft(request, draft, context={"refused": str(error)}, status=422)
    if unread:
        return render_draft(request, draft, unread, status=422)
    anchor = f"#{done[2]}" if len(done) > len(("plan-edit", "KH-87")) else ""
    return redirect(reverse(done[0], args=done[1:2]) + anchor)


def keep_typed(request: HttpRequest, draft: PlanDraft) -> JsonResponse:
    """Save what the page says while somebody types; the page stays. 409 where another has saved since.

    A page that says what is kept already is not saved: a draft that is sent or checked stays so. `moved` says that one
    went back to its drafter.
    """
    work, unread = posted_work(draft.work, request.POST)
    was_ready = draft.state == DraftState.CHECKED or draft.sent_at is not None
    changed = not is_same_work(draft.work, work)
    try:
        # Unchanged, but seen at another version: the service says what has come between.
        if changed or seen_version(request) != draft.version:
            seen, now = seen_version(request), clock.now()
            draft = services.save_work(draft=draft, work=work, seen_version=seen, by=request.user, now=now)
    except (services.StaleDraft, services.DraftClosed) as error:
        return JsonResponse({"message": STALE if isinstance(error, services.StaleDraft) else CLOSED}, status=409)
    return JsonResponse(
        {
            "version": draft.version,
            "moved": was_ready and changed,
            "saved": f"{localtime(draft.saved_at or draft.drafted_at):%H:%M:%S}",
            "unread": {name: f"{words_of_place(name)}: {message}" for name, message in unread.items()},
            **draft_counts(draft.work),
        }
    )


def render_draft(
    request: HttpRequest,
    draft: PlanDraft,
    unread: Unread | None = None,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of a draft; `unread`: fields with what is wrong with what was typed into them."""
    editors = (draft.drafted_by_id, draft.saved_by_id)
    typed = {name: TypedWrong(request.POST[name], message) for name, message in (unread or {}).items()}
    shown = {"page": draft_page(draft, typed), "mine": draft.drafted_by_id == request.user.pk}
    shown["answers"] = draft.state == DraftState.DRAFT and request.user.pk not in editors
    shown["wrong"] = [(name.partition(".")[0], words_of_place(name), wrong.message) for name, wrong in typed.items()]
    shown["day"] = request.POST.get("day", "")
    shown["reply"] = request.POST.get("reply", "")
    if draft.is_amendment:
        shown["amended"] = amended(draft)
    if request.GET.get("standings"):
        try:
            # Asked for by a link: the recalculation costs seconds, which the page itself should not.
            shown["standings"] = changed_standings(draft, on=localdate(clock.now()))
        except PlanRefused as error:
            shown["refused"] = str(error)
    return render(request, "plans/draft.html", shown | (context or {}), status=status)


def render_preview(request: HttpRequest, draft: PlanDraft) -> HttpResponse:
    """The draft as it would be in force, or why that cannot be told yet."""
    shown: dict[str, Any] = {"draft": draft}
    try:
        shown["preview"] = draft_preview(draft, today=localdate(clock.now()))
    except PlanRefused as error:
        # What the page of the draft names stands in the officer's words; the error speaks of the file of a plan.
        shown["refused"] = [gap.message for gap in gaps(draft.work) if gap.stops] or [str(error)]
    return render(request, "plans/preview.html", shown)


def take_step(request: HttpRequest, draft: PlanDraft) -> tuple[tuple[str, ...], Unread]:
    """Where to go after the step, and what could not be read of what was typed. Raises what the services raise."""
    now, step = clock.now(), request.POST.get("step", "save")
    code = draft.work["head"]["code"]
    seen = seen_version(request)
    # These three decide upon what is kept, not upon what is typed.
    if step in ("drop", "force", "check") and seen != draft.version:
        # Nobody stands for what she has not seen.
        raise services.StaleDraft
    if step == "drop":
        services.drop_plan_draft(draft=draft, by=request.user, now=now)
        return ("plan-new",), {}
    if step == "force":
        form = InForceForm(request.POST)
        if not form.is_valid():
            raise PlanRefused("Ghi ngày có hiệu lực như 01/04/2026.")
        plan = services.put_in_force(draft=draft, on=form.cleaned_data["day"], by=request.user, now=now)
        return ("plan", plan.code), {}
    if step.startswith(ANSWER):
        key = step.removeprefix(ANSWER)
        text = clean_text(request.POST.get(f"{key}.answer", ""))
        services.answer_question(draft=draft, key=key, text=text, seen_version=seen, by=request.user, now=now)
        return ("plan-edit", code, key), {}
    if step == "return":
        reply = clean_text(request.POST.get("reply", ""))[:2000]
        services.send_plan_draft_back(draft=draft, reply=reply, seen_version=seen, by=request.user, now=now)
        return ("plan-edit", code), {}
    if step == "check":
        services.check_draft(draft=draft, by=request.user, now=now)
        return ("plan-edit", code), {}
    work, unread = posted_work(draft.work, request.POST)
    # After reading what was typed, so that a button for many rows does not undo it.
    anchor = change_rows(draft, work, step, request.POST.get("paste", ""))
    stays = step == "save" and draft.state == DraftState.CHECKED and seen == draft.version
    if stays and is_same_work(draft.work, work):
        # Saved without a change, what was checked stays checked.
        return ("plan-edit", code), unread
    saved = services.save_work(draft=draft, work=work, seen_version=seen, by=request.user, now=now)
    if step == "send" and not unread:
        services.send_plan_draft(draft=saved, by=request.user, now=now)
    return ("plan-edit", code, anchor) if anchor else ("plan-edit", code), unread


def change_rows(draft: PlanDraft, work: dict[str, Any], step: str, pasted: str) -> str:
    """Do with many rows at once what a button says; returns where on the page it leads."""
    name, _, of = step.partition(":")
    if name == "take-clear":
        decide_open_rows([row for part in ("targets", "milestones", "duties") for row in work[part]], TAKEN)
    elif name == "take" and of in ("targets", "milestones", "duties"):
        decide_open_rows(work[of], TAKEN)
        return of
    elif name == "refuse-numbers":
        decide_open_rows(work["numbers"], REFUSED)
    elif name == "refuse":
        keys = {row["key"] for row in part_rows(draft, of)}
        decide_open_rows([row for row in work["numbers"] if row["key"] in keys], REFUSED)
        return of
    elif name == "add" and of in ("targets", "milestones", "duties", "task_groups", "body_targets"):
        return add_row(work, of)
    elif name == "paste" and paste_rows(pasted, work, indicator_names()):
        return "targets"
    return ""


def seen_version(request: HttpRequest) -> int:
    """The version that the page showed; 0, which none has, where it says none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def decide_open_rows(rows: list[dict[str, Any]], state: str) -> None:
    """Give every row that nobody has decided on the same answer."""
    for row in rows:
        if row["state"] == OFFERED:
            row["state"] = state


def change_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Amend, correct, end or withdraw a plan in force."""
    step = request.POST.get("step", "")
    posted = request.POST if request.method == "POST" else None
    forms = {
        # One page, several forms: only the one that was sent shows what is wrong with it.
        "amend": AmendmentForm(posted if step == "amend" else None, request.FILES or None, auto_id="amend_%s"),
        "correct": ReasonForm(posted if step == "correct" else None, auto_id="correct_%s"),
        "end": PlanChangeForm(posted if step == "end" else None, auto_id="end_%s"),
        "withdraw": ReasonForm(posted if step == "withdraw" else None, auto_id="withdraw_%s"),
    }
    if heir_of(plan.locality) is not None:
        forms = {"take-over": TakeOverForm(posted if step == "take-over" else None, auto_id="take_%s"), **forms}
    refused = ""
    try:
        if step in forms and forms[step].is_valid():
            return redirect(*changed(plan, step, forms[step].cleaned_data, request.user))
    except (PlanRefused, UnreadableFile) as error:
        refused = str(error)
    page = life_page(plan, today=localdate(clock.now()))
    steps = [(name, *LIFE_STEPS[name], form) for name, form in forms.items()]
    context = {"page": page, "steps": steps, "refused": refused, "step": step}
    return render(request, "plans/life.html", context, status=422 if posted is not None else 200)


def changed(plan: Plan, step: str, said: dict[str, Any], by: Any) -> tuple[str, ...]:
    """Take a step in the life of a plan; where it leads. Raises PlanRefused, UnreadableFile."""
    now = clock.now()
    if step == "withdraw":
        services.withdraw_plan(plan=plan, reason=said["reason"], by=by, now=now)
        return ("plan-list",)
    if step == "correct":
        drafting.correct_plan(plan=plan, reason=said["reason"], by=by, now=now)
        return "plan-edit", plan.code
    given = {"document": said["document"], "on": said["day"], "reason": said["reason"]}
    if step == "take-over":
        draft = take_over_plan(plan=plan, code=said["code"], by=by, now=now, **given)
        return "plan-edit", draft.work["head"]["code"]
    if step == "end":
        services.end_plan(plan=plan, by=by, now=now, **given)
        return "plan-edit", plan.code
    file = said["file"]
    drafting.amend_plan(
        plan=plan,
        by=by,
        now=now,
        text=said["text"],
        file=file.read() if file else None,
        file_name=file.name if file else "",
        **given,
    )
    return "plan-edit", plan.code


def said_on(plan: Plan, request: HttpRequest) -> dict[str, Any]:
    """What the plan says, or with `?on=2026-04-01` what it said on that day; 404 before it said anything."""
    if "on" not in request.GET:
        return plan_content(plan)
    try:
        day = parse_date(request.GET["on"])
    # A day in the right form that no calendar has.
    except ValueError:
        day = None
    content = content_on(plan, day) if day else None
    if content is None:
        raise Http404
    return content


@require_safe
@require(Right.SEE_PROGRESS)
def plan_yaml(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as a file of the catalogue."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("locality", "recipient"), code=code)
    answer = HttpResponse(as_yaml(said_on(plan, request)), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{plan.code}.yaml"'
    return answer


@require_safe
@require(Right.SEE_PROGRESS)
def plan_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as a workbook, one sheet for each kind of entry."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("locality", "recipient"), code=code)
    made = plan_workbook(said_on(plan, request), made_at=start_of(plan.issued_on))
    answer = HttpResponse(made, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{plan.code}.xlsx"'
    return answer


@require_safe
@require(Right.SEE_PROGRESS)
def plan_document(request: HttpRequest, code: str) -> HttpResponse:
    """The document that a plan in force was read from, as it was handed in; with `?edition=2` an amendment's own."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    wanted = request.GET.get("edition", "")
    if wanted:
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else 0
        edition = plan.editions.filter(number=number, draft__file__isnull=False).select_related("draft").first()
        draft = edition and edition.draft
    else:
        draft = plan.drafts.first_documents().first()
    if draft is None:
        raise Http404
    # Handed in by somebody: always a download, never shown by the browser as what it claims to be.
    answer = HttpResponse(bytes(draft.file), content_type="application/octet-stream")
    suffix = draft.file_name.rpartition(".")[2].lower()
    own = f"{plan.code}-{wanted}" if wanted else plan.code
    name = f"{own}.{suffix}" if suffix in ("docx", "pdf", "txt") else own
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
