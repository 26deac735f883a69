"""The plan of a province that was united with others, taken over by the new one: as a plan of its own, from a day on.

The plan of before stays what it was, with its reports and standings, and ends the day before. The new one begins as a
draft that says the same, each body replaced by who carries its work; a second person checks it like any other.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from agencies.models import Locality, User
from agencies.reorganisations.standing import Standing, standing_on
from reports.models import Verb
from reports.plans.drafting import refuse_used_code, work_of_content
from reports.plans.services import guard, note
from targets.models import Plan, PlanDraft
from targets.plans.applying import PlanRefused
from targets.plans.content import KIND_PREFIX, Content, plan_content


def heir_of(place: Locality) -> Locality | None:
    """The locality that a place was united into; one query, none for one that goes on."""
    if place.valid_to is None:
        return None
    return Locality.objects.filter(parts__part=place).first()


def take_over_plan(
    *, plan: Plan, code: str, document: str, on: date, reason: str, by: User, now: datetime
) -> PlanDraft:
    """A draft of the new locality that says what a plan of one of its parts says. Raises PlanRefused, NotStaffHere."""
    place = heir_of(plan.locality)
    if place is None or place.valid_from is None:
        raise PlanRefused(f"{plan.locality} chưa hợp nhất vào địa phương nào: sửa đổi kế hoạch thay vì tiếp nhận.")
    guard(by, place.pk)
    if plan.ended_on is not None:
        raise PlanRefused("Kế hoạch đã kết thúc, không tiếp nhận được nữa.")
    if on < place.valid_from:
        raise PlanRefused(f"{place.name} có từ ngày {place.valid_from:%d/%m/%Y}: ngày tiếp nhận phải từ đó.")
    refuse_used_code(code)
    content = {**plan_content(plan), "code": code, "locality": place.key, "source_file": f"{code}.txt"}
    content = with_heirs(content, standing_on(place, on))
    with transaction.atomic():
        try:
            with transaction.atomic():
                draft = PlanDraft.objects.create(
                    locality=place,
                    takes_over=plan,
                    work=work_of_content(content),
                    document=document,
                    effective_on=on,
                    reason=reason,
                    drafted_by=by,
                    drafted_at=now,
                )
        except IntegrityError:
            raise PlanRefused("Kế hoạch đang có một bản tiếp nhận chưa xong. Làm xong hoặc bỏ bản đó trước.") from None
        note(draft, Verb.PLAN_DRAFTED, f"Soạn tiếp nhận {plan.code} thành {code}: {document}", by, now)
    return draft


def with_heirs(content: Content, standing: Standing) -> Content:
    """The content with each body replaced by the living ones that carry its work; who has none is left out."""
    reporting = content["reporting"]
    # The first heir that receives: a report goes to one place.
    recipient = reporting["recipient"] and next(iter(heirs_in([reporting["recipient"]], standing)), None)
    duties = [
        {**duty, **{role: heirs_in(duty[role], standing) for role in ("lead", "cooperating")}}
        for duty in content["duties"]
    ]
    levels = [
        {**level, "body": body}
        for level in content.get("body_targets", ())
        for body in heirs_in([level["body"]], standing)
    ]
    taken = {**content, "reporting": {**reporting, "recipient": recipient}, "duties": duties}
    return (
        # A plan without levels of bodies has no such key (as its file has none).
        {**taken, "body_targets": levels} if levels else {name: taken[name] for name in taken if name != "body_targets"}
    )


def heirs_in(bodies: Iterable[str], standing: Standing) -> list[str]:
    found: dict[str, None] = {}
    for body in bodies:
        heirs = [body] if body.startswith(KIND_PREFIX) else [one.code for one in standing.heirs_of(body)]
        # Two bodies with one heir are named once.
        found |= dict.fromkeys(heirs)
    return list(found)
