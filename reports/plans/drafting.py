"""How a draft begins: from a plan's document or file, from what a plan in force says, to amend or to correct it."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Locality, User
from reports.models import Verb
from reports.plans.editions import keep_first_edition
from reports.plans.files import content_in_file
from reports.plans.services import guard, note, work_to_json
from targets.models import Plan, PlanDraft
from targets.plan_text.catalogue import body_names, indicator_names
from targets.plan_text.documents.files import UnreadableFile, read_plan_file
from targets.plan_text.documents.text import read_plan_apart
from targets.plans.applying import PlanRefused, apply_content
from targets.plans.content import Content, content_from_json, plan_content
from targets.plans.joining import with_proposals
from targets.plans.marking import other_numbers
from targets.plans.milestones import milestone_codes
from targets.plans.work import Work, work_from, work_from_content


def draft_plan(
    *, locality: Locality, code: str, text: str, by: User, now: datetime, file: bytes | None = None, file_name: str = ""
) -> PlanDraft:
    """A draft from a plan's text or file, with everything that was read offered. Raises UnreadableFile, PlanRefused."""
    guard(by, locality.pk)
    # Looked at before the reading, too, so that nobody waits for it to be refused.
    refuse_used_code(code)
    content = content_in_file(file, file_name) if file else None
    if content is not None:
        read, work = "", work_from_file(content, code=code, locality=locality, on=localdate(now))
    else:
        read = read_plan_file(file).text if file else text
        proposals = read_plan_apart(read, names=body_names(locality.key), indicators=indicator_names())
        work = work_from(proposals, code=code)
        work["numbers"] += other_numbers(read, [*work["targets"], *work["numbers"]])
        work = work_to_json(work)
    # Reading took its time: only now does anything begin that others might wait for. Whoever pressed twice meanwhile
    # finds the first draft.
    with transaction.atomic():
        Locality.objects.select_for_update().get(pk=locality.pk)
        refuse_used_code(code)
        draft = PlanDraft.objects.create(
            locality=locality,
            text=read,
            file=file,
            file_name=file_name[:200],
            file_sha256=hashlib.sha256(file).hexdigest() if file else "",
            work=work,
            drafted_by=by,
            drafted_at=now,
        )
        note(draft, Verb.PLAN_DRAFTED, f"Soạn kế hoạch {code} từ văn bản", by, now, after={"file": file_name})
    return draft


def refuse_used_code(code: str) -> None:
    """Raises PlanRefused for the code of a plan or of an open draft."""
    drafted = (draft.work["head"]["code"] for draft in PlanDraft.objects.open().only("work"))
    if Plan.objects.filter(code=code).exists() or code in drafted:
        raise PlanRefused(f"Mã {code} đã dùng. Đặt mã khác.")


def work_from_file(content: Content, *, code: str, locality: Locality, on: date) -> Work:
    """The work that a plan's own file makes, as a plan of this code and place. Raises UnreadableFile."""
    content = {**content, "code": code, "locality": locality.key, "source_file": f"{code}.txt"}
    try:
        # Applied and taken back: the loader's own checks, before anybody works on it.
        with transaction.atomic():
            apply_content(content, locality=locality, on=on)
            transaction.set_rollback(True)
    except CatalogueError as error:
        raise UnreadableFile(str(error)) from error
    return work_of_content(content)


def amend_plan(
    *,
    plan: Plan,
    document: str,
    on: date,
    reason: str,
    by: User,
    now: datetime,
    text: str = "",
    file: bytes | None = None,
    file_name: str = "",
) -> PlanDraft:
    """A draft that begins with what the plan says now, to be changed by a document of its own.

    What is read in the amending document is offered beside it. Raises PlanRefused, UnreadableFile.
    """
    guard(by, plan.locality_id)
    if plan.ended_on is not None:
        raise PlanRefused("Kế hoạch đã kết thúc, không sửa đổi được nữa.")
    # Reading a document takes seconds in a child process; no transaction is open meanwhile.
    read = read_plan_file(file).text if file else text
    names, known = body_names(plan.locality.key), indicator_names()
    proposals = read_plan_apart(read, names=names, indicators=known) if read else None
    with transaction.atomic():
        # In this transaction, so that a draft is always made upon an edition that is kept.
        keep_first_edition(plan, now)
        work = work_of_plan(plan, plan_content(plan))
        if proposals is not None:
            joined = with_proposals(work, work_from(proposals, code=plan.code), read, document=document)
            work = work_to_json(joined)
        draft = change_drafted(
            plan,
            work,
            by=by,
            now=now,
            document=document,
            effective_on=on,
            reason=reason,
            text=read,
            file=file,
            file_name=file_name[:200],
            file_sha256=hashlib.sha256(file).hexdigest() if file else "",
        )
        note(draft, Verb.PLAN_DRAFTED, f"Soạn sửa đổi {plan.code}: {document}", by, now)
    return draft


@transaction.atomic
def correct_plan(*, plan: Plan, reason: str, by: User, now: datetime, content: Content | None = None) -> PlanDraft:
    """A draft that mends what was typed wrongly; it holds from the day from which the plan says what it says now.

    `content` is what is to be said instead, where that is known already. Raises PlanRefused.
    """
    guard(by, plan.locality_id)
    if plan.ended_on is not None:
        raise PlanRefused("Kế hoạch đã kết thúc, không đính chính được nữa.")
    if waiting := plan.editions.filter(applied_at=None).first():
        raise PlanRefused(
            f"Có bản sửa đổi chờ đến ngày {waiting.in_force_from:%d/%m/%Y}. Đính chính sau ngày đó, để hai bản không "
            "đè lên nhau."
        )
    keep_first_edition(plan, now)
    # The latest edition: a correction says from the same day what it should have said.
    mended = plan.editions.order_by("in_force_from", "number").last()
    work = work_of_plan(plan, content or plan_content(plan))
    draft = change_drafted(
        plan,
        work,
        by=by,
        now=now,
        is_correction=True,
        document=mended.document,
        effective_on=mended.in_force_from,
        reason=reason,
    )
    note(draft, Verb.PLAN_DRAFTED, f"Soạn đính chính {plan.code}: {reason}", by, now)
    return draft


def change_drafted(plan: Plan, work: Work, *, by: User, now: datetime, **columns: Any) -> PlanDraft:
    try:
        with transaction.atomic():
            return PlanDraft.objects.create(
                locality=plan.locality,
                plan=plan,
                is_amendment=True,
                work=work,
                drafted_by=by,
                drafted_at=now,
                **columns,
            )
    # One open change a plan: two of them would each be made upon what the other is about to replace.
    except IntegrityError:
        raise PlanRefused("Kế hoạch đang có một sửa đổi chưa xong. Làm xong hoặc bỏ sửa đổi đó trước.") from None


def work_of_content(content: Content) -> Work:
    """What a plan says as work in which everything is taken."""
    return work_to_json(work_from_content(content))


def work_of_plan(plan: Plan, content: Content) -> Work:
    """The work on a plan in force, with the codes that its milestones have borne in any edition."""
    # Codes of milestones are never used again (a judgement hangs on them), so all that ever were are carried along.
    said = (content_from_json(edition) for edition in plan.editions.values_list("content", flat=True))
    return work_of_content(content) | {"milestone_codes": milestone_codes([*said, content])}
