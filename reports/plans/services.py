"""Move a plan through its life. Every change is one transaction, with its event in the audit trail."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.timezone import localdate

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import User
from reports.audit.services import record
from reports.calling import wake_up
from reports.models import IssuedReport, Submission, Verb
from reports.models.submission import State
from reports.plans.editions import add_edition, keep_first_edition, mark_all_stale
from reports.plans.telling import names_in, told_refusal
from reports.progress.services import mark_stale
from targets.models import DraftState, Indicator, Plan, PlanDraft
from targets.plans.applying import PlanRefused, apply_content
from targets.plans.content import Content, content_differences, content_to_json, plan_content
from targets.plans.gaps import gaps
from targets.plans.joining import cite_amendment
from targets.plans.new_indicators import make_indicator
from targets.plans.questions import answered
from targets.plans.work import Work, content_of, new_indicators


class NotStaffHere(Exception):
    """Only staff of the locality work on its plans."""


class DraftClosed(Exception):
    """The draft is no longer where this step begins."""


class DraftNotChecked(PlanRefused):
    """The draft is before this step: nobody has checked it as it is now."""


class StaleDraft(Exception):
    """Somebody has changed the draft since it was seen."""


@transaction.atomic
def save_work(*, draft: PlanDraft, work: Work, seen_version: int, by: User, now: datetime) -> PlanDraft:
    """Keep the work as it is now; a checked draft has to be checked again. Raises StaleDraft, WrongState."""
    guard(by, draft.locality_id)
    changed = PlanDraft.objects.filter(
        pk=draft.pk, version=seen_version, state__in=[DraftState.DRAFT, DraftState.CHECKED]
    ).update(
        work=work_to_json(work),
        version=seen_version + 1,
        # A check was given to other words: it falls with the first change, and so does the sending.
        state=DraftState.DRAFT,
        checked_by=None,
        checked_at=None,
        sent_at=None,
        saved_by=by,
        saved_at=now,
        answered_at=None,
    )
    if not changed:
        raise stale_or_closed(draft, seen_version)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def send_plan_draft(*, draft: PlanDraft, by: User, now: datetime) -> PlanDraft:
    """Say that the draft is ready to be checked by a second person. Raises PlanRefused with what is missing.

    Questions to that person go along.
    """
    guard(by, draft.locality_id)
    refuse_gaps(draft, with_questions=True)
    moved = PlanDraft.objects.filter(pk=draft.pk, version=draft.version, state=DraftState.DRAFT).update(
        sent_at=now, reply="", answered_at=None
    )
    if not moved:
        raise stale_or_closed(draft, draft.version)
    draft.refresh_from_db()
    note(draft, Verb.PLAN_SENT, f"Gửi kiểm tra {draft_title(draft)}", by, now)
    return draft


def answer_question(*, draft: PlanDraft, key: str, text: str, seen_version: int, by: User, now: datetime) -> None:
    """Answer the question beside a row; who answers changes nothing of the plan, so she may still check it.

    Raises PlanRefused, StaleDraft, DraftClosed.
    """
    guard(by, draft.locality_id)
    if by.pk in (draft.drafted_by_id, draft.saved_by_id):
        raise PlanRefused("Câu hỏi để người khác trả lời: người soạn, người sửa sau cùng không tự trả lời.")
    if not text.strip():
        raise PlanRefused("Ghi câu trả lời trước.")
    work = answered(draft.work, key, text, by.full_name)
    if work is None:
        raise PlanRefused("Dòng này không còn câu hỏi chờ trả lời.")
    seen = PlanDraft.objects.filter(pk=draft.pk, version=seen_version, state=DraftState.DRAFT)
    if not seen.update(work=work_to_json(work), version=seen_version + 1, answered_at=now):
        raise stale_or_closed(draft, seen_version)


@transaction.atomic
def check_draft(*, draft: PlanDraft, by: User, now: datetime) -> PlanDraft:
    """A second person has held the draft against its document. Raises PlanRefused with what is missing, WrongState."""
    guard(by, draft.locality_id)
    if by.pk == draft.drafted_by_id:
        raise PlanRefused("Người soạn không tự kiểm tra. Nhờ người khác trong cơ quan kiểm tra.")
    if by.pk == draft.saved_by_id:
        raise PlanRefused(
            "Bạn là người sửa sau cùng, không tự kiểm tra phần mình sửa. Người soạn xem và lưu lại trước."
        )
    refuse_gaps(draft)
    # Everything that would refuse the content later is said now; nothing of it is kept.
    with transaction.atomic():
        put_content(draft, on=draft.effective_on or localdate(now))
        transaction.set_rollback(True)
    # The version of the row that was looked at: a save in between makes this find nothing.
    moved = PlanDraft.objects.filter(pk=draft.pk, version=draft.version, state=DraftState.DRAFT).update(
        state=DraftState.CHECKED, checked_by=by, checked_at=now
    )
    if not moved:
        raise stale_or_closed(draft, draft.version)
    draft.refresh_from_db()
    note(draft, Verb.PLAN_CHECKED, f"Kiểm tra {draft_title(draft)}", by, now)
    return draft


@transaction.atomic
def send_plan_draft_back(*, draft: PlanDraft, reply: str, seen_version: int, by: User, now: datetime) -> None:
    """Whoever was to check the draft says what is wrong with it. Raises PlanRefused, StaleDraft, DraftClosed."""
    guard(by, draft.locality_id)
    if by.pk in (draft.drafted_by_id, draft.saved_by_id):
        raise PlanRefused("Người soạn, người sửa sau cùng không tự trả lại. Sửa thẳng vào dự thảo.")
    if not reply.strip():
        raise PlanRefused("Ghi lý do trả lại trước.")
    if draft.sent_at is None:
        raise PlanRefused("Dự thảo chưa được gửi kiểm tra.")
    back = PlanDraft.objects.filter(pk=draft.pk, version=seen_version, state=DraftState.DRAFT, sent_at__isnull=False)
    if not back.update(sent_at=None, reply=reply, version=seen_version + 1):
        raise stale_or_closed(draft, seen_version)
    note(draft, Verb.PLAN_SENT_BACK, f"Trả lại {draft_title(draft)}: {reply}", by, now)


@transaction.atomic
def put_in_force(*, draft: PlanDraft, on: date, by: User, now: datetime) -> Plan:
    """The checked draft becomes what the plan says from a day on; a day to come is waited for.

    Raises PlanRefused where it is not checked or its content cannot be, DraftClosed where it is in force or dropped.
    """
    guard(by, draft.locality_id)
    # A correction holds from its edition's day and a plan taken over from the day agreed: no other can be chosen.
    if (draft.is_correction or draft.takes_over_id) and draft.effective_on:
        on = draft.effective_on
    # First of all, so that of two at once only one goes on.
    moved = PlanDraft.objects.filter(pk=draft.pk, version=draft.version, state=DraftState.CHECKED).update(
        state=DraftState.IN_FORCE, effective_on=on
    )
    if not moved:
        raise not_checked_or_closed(draft)
    today = localdate(now)
    held = draft.plan
    # Read before the rows change: the event tells from what to what.
    before = keep_first_edition(held, now) if held else None
    # A new plan has no rows yet that could wait: it is written at once, with its day.
    applied = held is None or on <= today
    if held is not None and not applied:
        plan, content = held, content_to_come(draft, on)
    else:
        plan = put_content(draft, on=on)
        content = plan_content(plan)
    PlanDraft.objects.filter(pk=draft.pk).update(plan=plan)
    document = draft.document or plan.number
    add_edition(
        plan, content, on=on, document=document, reason=draft.reason, draft=draft, by=by, now=now, applied=applied
    )
    # In the same transaction: on no day do both ask for reports, or neither.
    if draft.takes_over and draft.takes_over.ended_on is None:
        reason = f"{draft.locality.name} tiếp nhận thành {plan.code}. {draft.reason}"
        end_plan(plan=draft.takes_over, document=document, on=on - timedelta(days=1), reason=reason, by=by, now=now)
    verb = change_verb_of(draft)
    changed = content_differences(before or {}, content) if draft.is_amendment else []
    note(
        draft,
        verb,
        f"{verb.label} {plan.code} từ {on:%d/%m/%Y}" + (f": {len(changed)} chỗ đổi" if changed else ""),
        by,
        now,
        before={"changed": content_to_json([[place, old] for place, old, _ in changed])} if changed else None,
        after={
            "document": draft.document,
            "reason": draft.reason,
            "changed": content_to_json([[place, new] for place, _, new in changed]),
        },
    )
    return plan


def change_verb_of(draft: PlanDraft) -> Verb:
    if draft.is_correction:
        return Verb.PLAN_CORRECTED
    return Verb.PLAN_AMENDED if draft.is_amendment else Verb.PLAN_IN_FORCE


def content_to_come(draft: PlanDraft, on: date) -> Content:
    """What the plan will say from a day to come; only its new indicators are made now."""
    for new in new_indicators(draft.work):
        # Outside of the block that is taken back: the stored content names them by their codes.
        make_indicator(new)
    with transaction.atomic():
        content = plan_content(put_content(draft, on=on))
        transaction.set_rollback(True)
    return content


def draft_content(draft: PlanDraft, *, before: Content | None = None) -> Content:
    """What a plan will say by its draft; what an amendment changes is cited by the amendment.

    `before`: what the plan says now, where that is known already; else it is read.
    """
    content = content_of(draft.work, locality=draft.locality.key)
    if draft.plan is None or draft.is_correction or not draft.document:
        return content
    return cite_amendment(before or plan_content(draft.plan), content, document=draft.document)


def put_content(draft: PlanDraft, *, on: date) -> Plan:
    """Write the draft's content into the rows of its plan, new indicators first."""
    for new in new_indicators(draft.work):
        make_indicator(new)
    content = draft_content(draft)
    # Another draft of this code may have come into force since this one was begun.
    if draft.plan is None and Plan.objects.filter(code=content["code"]).exists():
        raise PlanRefused(f"Mã {content['code']} vừa được kế hoạch khác dùng. Bỏ dự thảo này, sửa đổi kế hoạch đó.")
    try:
        plan = apply_content(content, locality=draft.locality, on=on)
    except CatalogueError as error:
        raise PlanRefused(told_refusal(error, content, names_in(draft.locality_id, draft.work))) from error
    mark_all_stale(plan)
    return plan


@transaction.atomic
def drop_plan_draft(*, draft: PlanDraft, by: User, now: datetime) -> None:
    """Give a draft up; it stays on record. Raises WrongState."""
    guard(by, draft.locality_id)
    if (
        not PlanDraft.objects.open()
        .filter(pk=draft.pk)
        .update(state=DraftState.DROPPED, checked_by=None, checked_at=None)
    ):
        raise DraftClosed
    note(draft, Verb.PLAN_DROPPED, f"Bỏ dự thảo {draft_title(draft)}", by, now)


@transaction.atomic
def withdraw_plan(*, plan: Plan, reason: str, by: User, now: datetime) -> None:
    """Take away a plan that was entered by mistake, with rounds in which nobody has typed anything yet.

    Raises PlanRefused where anything rests on it.
    """
    guard(by, plan.locality_id)
    content = plan_content(plan)
    if IssuedReport.objects.filter(plan=plan).exists():
        raise PlanRefused("Đã có báo cáo tổng hợp theo kế hoạch này. Kết thúc kế hoạch thay vì rút.")
    indicators = list(Indicator.objects.filter(targets__plan=plan).distinct().values_list("pk", flat=True))
    locality, code = plan.locality, plan.code
    PlanDraft.objects.open().filter(plan=plan).update(state=DraftState.DROPPED, checked_by=None, checked_at=None)
    try:
        with transaction.atomic():
            drop_untouched_rounds(plan)
            plan.delete()
    # The foreign keys decide what rests on a plan, so that no list of models has to be kept here.
    except ProtectedError:
        raise PlanRefused(
            "Đã có đơn vị nhập số, có kết quả hoặc đánh giá theo kế hoạch này. Kết thúc kế hoạch thay vì rút."
        ) from None
    if indicators:
        mark_stale(locality_id=locality.pk, year=None, indicator_ids=indicators)
        wake_up()
    record(
        verb=Verb.PLAN_WITHDRAWN,
        subject=f"plan:{code}",
        summary=f"Rút kế hoạch nhập nhầm {code}: {reason}",
        by=by,
        now=now,
        locality=locality,
        before=content_to_json(content),
        after={"reason": reason},
    )


def drop_untouched_rounds(plan: Plan) -> None:
    """Take away the rounds of a plan that nobody has begun; a form that somebody has opened keeps its round."""
    begun = Submission.objects.filter(period=OuterRef("pk")).exclude(state=State.DRAFT, first_opened_at=None)
    idle = plan.periods.exclude(Exists(begun))
    Submission.objects.filter(period__in=idle, figures=None).delete()
    plan.periods.filter(submissions=None).delete()


@transaction.atomic
def end_plan(*, plan: Plan, document: str, on: date, reason: str, by: User, now: datetime) -> Plan:
    """The plan asks for nothing after a day; what was reported and judged stays. Raises PlanRefused."""
    guard(by, plan.locality_id)
    if on < plan.issued_on:
        raise PlanRefused(f"Kế hoạch ban hành ngày {plan.issued_on:%d/%m/%Y}: ngày kết thúc phải sau đó.")
    # Of two at once one finds it ended already.
    done = Plan.objects.filter(pk=plan.pk, ended_on__isnull=True).update(
        ended_on=on, end_document=document, end_reason=reason
    )
    if not done:
        raise PlanRefused("Kế hoạch đã kết thúc.")
    plan.refresh_from_db()
    record(
        verb=Verb.PLAN_ENDED,
        subject=f"plan:{plan.code}",
        summary=f"Kết thúc kế hoạch {plan.code} từ {on:%d/%m/%Y}: {reason}",
        by=by,
        now=now,
        locality=plan.locality_id,
        before={"ended_on": None},
        after={"ended_on": on, "document": document, "reason": reason},
    )
    return plan


def guard(by: User, locality_id: int) -> None:
    if not by.access.reviews_in(locality_id):
        raise NotStaffHere


def refuse_gaps(draft: PlanDraft, *, with_questions: bool = False) -> None:
    # An open question stops the check but not the sending: it is for the checker to answer.
    missing = [gap.message for gap in gaps(draft.work) if gap.stops and not (with_questions and gap.asks)]
    if missing:
        raise PlanRefused("; ".join(missing[:6]) + (f"; và {len(missing) - 6} chỗ khác" if len(missing) > 6 else ""))


def stale_or_closed(draft: PlanDraft, seen_version: int) -> Exception:
    now = PlanDraft.objects.only("version").get(pk=draft.pk)
    return StaleDraft() if now.version != seen_version else DraftClosed()


def not_checked_or_closed(draft: PlanDraft) -> Exception:
    now = PlanDraft.objects.only("version", "state").get(pk=draft.pk)
    if now.version == draft.version and now.state == DraftState.DRAFT:
        return DraftNotChecked("Dự thảo chưa được kiểm tra, hoặc vừa được sửa nên phải kiểm tra lại.")
    return stale_or_closed(draft, draft.version)


def draft_title(draft: PlanDraft) -> str:
    kind = "đính chính " if draft.is_correction else "sửa đổi " if draft.is_amendment else ""
    return f"{kind}{draft.work['head']['code']}"


def note(draft: PlanDraft, verb: Verb, summary: str, by: User, now: datetime, **values: Any) -> None:
    record(
        verb=verb,
        subject=f"plan-draft:{draft.pk}",
        summary=summary,
        by=by,
        now=now,
        locality=draft.locality_id,
        **values,
    )


def work_to_json(work: Work) -> Work:
    """The work as a database can hold it: days as text, no decimals, no NUL."""
    match work:
        case dict():
            return {key.replace("\0", ""): work_to_json(item) for key, item in work.items()}
        case list() | tuple():
            return [work_to_json(item) for item in work]
        case date():
            return work.isoformat()
        case str():
            return work.replace("\0", "")
        case bool() | None | int():
            return work
    return str(work)
