"""One valid row of every model of the three rooms, with every column set that a constraint looks at."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from secrets import token_hex
from typing import Any

from django.db.models import Model
from knox.models import AuthToken

from agencies import clock
from agencies.access import Role
from agencies.models import (
    Agency,
    Coordination,
    Instance,
    KindSuccession,
    KnownDevice,
    Locality,
    LocalityPart,
    Membership,
    Reorganisation,
    ReorganisationEffect,
    ResetRequest,
    SignInLetter,
    SignInTries,
    Succession,
    TokenScope,
    User,
)
from reports import models as reports
from targets import models as targets
from tests import factories


class Rows:
    """Makes rows of one small world; `make(model)` saves a fresh one whose relations are there."""

    def __init__(self) -> None:
        self.district, self.other = factories.make_agency("001"), factories.make_agency("002")
        self.user, self.staff = factories.make_user(agency=self.district), factories.make_user(Role.STAFF, self.other)
        self.plan, self.element = factories.make_plan(), factories.make_element("people")
        self.indicator = factories.make_indicator("people", numerator=[self.element])
        self.target = factories.make_target(self.plan, self.indicator)
        self.duty = factories.make_duty(self.plan)
        self.form = factories.make_submission(factories.make_period(self.plan), self.district)
        self.now = clock.now()

    def make(self, model: type[Model], **columns: Any) -> Model:
        return model.objects.create(**{**self.columns(model), **columns})

    def columns(self, model: type[Model]) -> dict[str, Any]:
        """What a fresh row of the model needs."""
        maker = WORLD.get(model) or COLLECTED.get(model)
        assert maker is not None, f"{model.__name__} needs a valid row in tests/valid_rows.py"
        return maker(self)

    def period(self) -> reports.ReportingPeriod:
        year = factories.YEAR - 1
        return reports.ReportingPeriod.objects.filter(year=year).first() or factories.make_period(self.plan, year)

    def reorganisation(self) -> Reorganisation:
        return Reorganisation.objects.first() or self.make(Reorganisation)

    def figure(self) -> reports.Figure:
        return reports.Figure.objects.first() or self.make(reports.Figure)

    def review(self) -> reports.Review:
        return reports.Review.objects.first() or self.make(reports.Review)

    def report(self) -> reports.IssuedReport:
        return reports.IssuedReport.objects.first() or self.make(reports.IssuedReport)

    def obstacle(self) -> reports.Obstacle:
        return reports.Obstacle.objects.first() or self.make(reports.Obstacle)


Maker = Callable[[Rows], dict[str, Any]]
CATALOGUE = {"group": "A", "name": "Tên", "short_name": "Tên", "definition": "Định nghĩa.", "unit": "người"}
WORLD: dict[type[Model], Maker] = {
    Locality: lambda w: {
        **{"code": "99", "name": "Tỉnh", "short_name": "Tỉnh", "kind": "province"},
        **{"valid_from": date(2021, 1, 1), "valid_to": date(2024, 1, 1)},
    },
    LocalityPart: lambda w: {
        **{"whole": w.district.locality, "part": factories.make_locality("98"), "code": "98", "name": "Tỉnh 98"},
        **{"reorganisation": factories.make_reorganisation("98")},
    },
    Agency: lambda w: {
        **{"code": "agency", "locality": w.district.locality, "name": "Quận", "short_name": "Quận", "kind": "district"},
        **{"official_code": "003", "valid_from": date(2021, 1, 1), "valid_to": date(2024, 1, 1)},
    },
    Succession: lambda w: {
        **{"predecessor": w.district, "successor": w.other, "on": date(2024, 1, 1)},
        **{"whole": 1, "part": 0},
    },
    Coordination: lambda w: {
        **{"locality": factories.make_locality("98"), "agency": w.district},
        **{"valid_from": date(2021, 1, 1), "valid_to": date(2024, 1, 1)},
    },
    Reorganisation: lambda w: {
        **{"code": "01-2025", "locality": w.district.locality, "title": "T", "legal_basis": "NQ", "steps": []},
        **{"effective_on": date(2025, 7, 1), "state": "undone", "drafted_at": w.now, "confirmed_at": w.now},
        **{"drafted_by": w.user, "confirmed_by": w.staff, "applied_at": w.now, "undone_at": w.now},
    },
    ReorganisationEffect: lambda w: {
        **{"reorganisation": w.reorganisation(), "position": 1, "table": "agencies.agency", "row": w.district.pk},
        "after": {},
    },
    KindSuccession: lambda w: {
        **{"locality": w.district.locality, "predecessor": "district", "successor": "commune"},
        **{"on": date(2025, 7, 1), "reorganisation": w.reorganisation()},
    },
    Instance: lambda w: {"pk": 1},
    User: lambda w: {"username": "somebody"},
    Membership: lambda w: {
        **{"user": w.user, "agency": w.other, "role": Role.LEADER},
        **{"valid_from": date(2021, 1, 1), "valid_to": date(2024, 1, 1)},
    },
    SignInTries: lambda w: {
        **{"name_key": "3" * 64, "source": "203.0.113.7", "user": w.user, "address": "203.0.113.7"},
        **{"failures": 1, "tried_at": w.now, "failed_at": w.now},
    },
    KnownDevice: lambda w: {"user": w.user, "key": "4" * 64, "seen_at": w.now},
    TokenScope: lambda w: {"token": AuthToken.objects.create(w.user)[0], "may_write": False, "label": "Bảng tính"},
    ResetRequest: lambda w: {
        **{"user": w.user, "page": "https://kehoach.example/dat-mat-khau/"},
        **{"asked_at": w.now, "try_after": w.now, "asked_by": w.staff},
    },
    SignInLetter: lambda w: {
        **{"user": w.user, "digest": "5" * 64, "written_by": w.staff},
        **{"written_at": w.now, "ends_at": w.now + timedelta(days=7)},
    },
    targets.DataElement: lambda w: {
        **CATALOGUE,
        "code": "women",
        "aggregation": "flow",
        "part_of": w.element,
        "part_rule": "sum",
    },
    targets.ElementKind: lambda w: {"element": w.element, "kind": "commune"},
    targets.Indicator: lambda w: {
        **{"code": "since", "name": "Tên", "short_name": "Tên", "unit": "người", "definition": "Đ", "source": "N"},
        **{"formula": "cumulative", "cumulative_from": 2021, "direction": "up", "authority": "official"},
    },
    targets.IndicatorInput: lambda w: {"indicator": w.indicator, "element": w.element, "side": "denominator"},
    targets.Plan: lambda w: {
        **{
            "code": "KH-1",
            "locality": w.plan.locality,
            "title": "T",
            "short_title": "T",
            "number": "1/KH",
            "issuer": "U",
        },
        **{"issued_on": date(2021, 1, 1), "signer": "N", "first_year": 2021, "last_year": 2025},
        **{"frequency": "yearly", "due_month": 12, "due_day": 15},
    },
    targets.Baseline: lambda w: {"plan": w.plan, "indicator": w.indicator, "year": 2020, "value": 1, "citation": "KH"},
    targets.BodyTarget: lambda w: {
        "plan": w.plan,
        "indicator": w.indicator,
        "agency": w.district,
        "year": 2025,
        "comparator": ">=",
        "low": Decimal(500),
        "basis": "year",
        "citation": "KH",
    },
    targets.TaskGroup: lambda w: {"plan": w.plan, "number": "III", "title": "T", "citation": "KH"},
    targets.Duty: lambda w: {"plan": w.plan, "number": "9", "title": "T", "citation": "KH"},
    targets.DutyParty: lambda w: {"duty": w.duty, "role": "lead", "agency": w.district},
    targets.Target: lambda w: {
        **{"plan": w.plan, "indicator": w.indicator, "year": 2024, "comparator": "range", "citation": "KH"},
        **{"low": Decimal(25), "high": Decimal(30), "basis": "every_year", "from_year": 2021},
    },
    targets.PlannedValue: lambda w: {"target": w.target, "year": 2024, "value": 1, "citation": "KH"},
    targets.Milestone: lambda w: {"target": w.target, "code": "moc", "name": "Mốc", "citation": "KH"},
    targets.PlanDraft: lambda w: {
        **{"locality": w.plan.locality, "plan": w.plan, "is_amendment": True, "state": "checked"},
        **{"drafted_by": w.user, "drafted_at": w.now, "checked_by": w.staff, "checked_at": w.now},
    },
    targets.MeasureChange: lambda w: {
        **{"locality": w.plan.locality, "kind": "indicator", "code": "share", "said": {}, "reason": "R"},
        **{"drafted_by": w.user, "drafted_at": w.now, "saved_by": w.user, "saved_at": w.now},
        **{"checked_by": w.staff, "checked_at": w.now},
    },
    targets.MeasureEdition: lambda w: {
        **{"kind": "indicator", "code": "share", "number": 1, "in_force_from": date(2024, 1, 1), "content": {}},
        **{"by": w.staff, "at": w.now},
    },
    targets.PlanEdition: lambda w: {
        **{"plan": w.plan, "number": 2, "in_force_from": date(2024, 1, 1), "content": {}, "document": "2/QĐ"},
        **{"by": w.staff, "at": w.now, "applied_at": w.now},
    },
}
COLLECTED: dict[type[Model], Maker] = {
    reports.ReportingPeriod: lambda w: {
        **{"plan": w.plan, "year": 2022, "opens_on": date(2022, 11, 1), "due_at": w.now},
        **{"data_from": date(2021, 12, 15), "data_to": date(2022, 12, 14)},
    },
    reports.Submission: lambda w: {
        **{"period": w.period(), "agency": w.district, "state": "accepted", "submitted_at": w.now},
        **{"submitted_by": w.user, "decided_at": w.now, "decided_by": w.staff},
    },
    reports.SubmissionEvent: lambda w: {
        **{"submission": w.form, "action": "reopened", "by": w.user, "at": w.now, "reason": "Số mới", "version": 5},
    },
    reports.DutyUpdate: lambda w: {"submission": w.form, "duty": w.duty, "state": "done", "updated_at": w.now},
    reports.Figure: lambda w: {
        **{"element": w.element, "agency": w.district, "year": factories.YEAR, "submission": w.form, "entry": "number"},
        **{"value": Decimal(5), "updated_at": w.now, "accepted_entry": "number", "accepted_value": Decimal(5)},
        **{"accepted_quality": "final", "accepted_at": w.now},
    },
    reports.FigureRevision: lambda w: {
        **{"figure": w.figure(), "version": 1, "entry": "number", "value": 5, "quality": "final"},
        **{"via": "form", "at": w.now},
    },
    reports.OfficialFigure: lambda w: {
        **{"indicator": w.indicator, "locality": w.plan.locality, "from_year": 2021, "year": 2022, "kind": "actual"},
        **{"value": Decimal(70), "value_high": Decimal(80), "source": "Niên giám", "published_on": date(2023, 1, 1)},
    },
    reports.IndicatorValue: lambda w: {
        **{"locality": w.plan.locality, "indicator": w.indicator, "year": 2022, "view": "accepted"},
        **{"value": Decimal(5), "source": "rollup", "units_reporting": 2, "units_expected": 3},
    },
    reports.Progress: lambda w: {
        **{"target": w.target, "year": 2022, "view": "accepted", "status": "on_track", "computed_at": w.now},
        **{"actual": Decimal(5), "actual_year": 2022, "rule_version": "1", "display_status": "on_track"},
    },
    reports.RuleDecision: lambda w: {
        **{"locality": w.plan.locality, "version": 2, "effective_on": date(2024, 1, 1), "reason": "Họp ngày 1/1"},
        **{"decided_at": w.now, "by": w.staff},
    },
    reports.Generation: lambda w: {"locality": w.plan.locality},
    reports.Stale: lambda w: {"locality": w.plan.locality, "indicator": w.indicator, "year": 2022, "marked_at": w.now},
    reports.Review: lambda w: {"submission": w.form, "decision": "returned", "by": w.staff, "at": w.now, "version": 2},
    reports.ReviewDraft: lambda w: {"submission": w.form, "by": w.staff, "version": 2, "updated_at": w.now},
    reports.ReviewItem: lambda w: {"review": w.review(), "element": w.element, "reason": "Kiểm lại"},
    reports.Evidence: lambda w: {
        **{"submission": w.form, "name": "a.pdf", "stored": "x", "content_type": "application/pdf", "size": 1},
        **{"sha256": "0" * 64, "uploaded_by": w.user, "uploaded_at": w.now},
    },
    reports.Extension: lambda w: {"submission": w.form, "due_at": w.now, "reason": "Bão", "by": w.staff, "at": w.now},
    reports.Notice: lambda w: {
        **{"user": w.user, "submission": w.form, "kind": "returned", "text": "T", "created_at": w.now},
        "delivery": "waiting",
    },
    reports.Obstacle: lambda w: {
        **{"agency": w.district, "plan": w.plan, "title": "T", "text": "T", "since": date(2024, 1, 1)},
        **{"asks": "ministry", "raised_by": w.user, "raised_at": w.now},
    },
    reports.ObstacleDraft: lambda w: {
        **{"obstacle": w.obstacle(), "agency": w.district, "updated_at": w.now, "updated_by": w.user},
    },
    reports.ObstacleReply: lambda w: {
        "obstacle": w.obstacle(),
        "state": "closed",
        "text": "T",
        "by": w.staff,
        "at": w.now,
    },
    reports.WorkbookImport: lambda w: {
        **{"submission": w.form, "sha256": "0" * 64, "name": "a.xlsx", "cells": 1, "by": w.user, "at": w.now},
    },
    reports.MilestoneJudgement: lambda w: {
        **{"milestone": w.make(targets.Milestone), "state": "done", "judged_on": date(2024, 1, 1)},
        **{"evidence": "Quyết định", "by": w.staff, "at": w.now},
    },
    reports.IssuedReport: lambda w: {
        **{"kind": "yearly", "locality": w.plan.locality, "plan": w.plan, "first_year": 2023, "year": 2024},
        **{"as_of": date(2024, 12, 14), "subject": "Kết quả năm 2024", "issuing_body": "Sở", "symbol": "BC-SLĐTBXH"},
        **{"place": "Hà Nội", "created_by": w.staff, "created_at": w.now, "state": "checked"},
        **{"checked_by": w.user, "checked_at": w.now, "number": 5, "issued_on": date(2024, 12, 20)},
        **{"number_year": 2024, "edited_by": w.staff},
        **{"issued_at": w.now, "issued_by": w.staff, "dataset": {}, "dataset_sha256": "0" * 64, "build_state": "done"},
    },
    reports.ReportPassage: lambda w: {"report": w.report(), "key": "results", "position": 1, "title": "Kết quả"},
    reports.ReportFile: lambda w: {
        **{"report": w.report(), "format": "docx", "name": "a.docx", "content": b"x", "sha256": "0" * 64, "size": 1},
        "made_at": w.now,
    },
    reports.AuditEvent: lambda w: {
        **{"at": w.now, "actor_name": "N", "verb": "accepted", "subject": "submission:1", "summary": "S"},
    },
    reports.Unsealed: lambda w: {"event": w.make(reports.AuditEvent), "since": w.now},
    reports.AuditSeal: lambda w: {
        **{"place": reports.AuditSeal.objects.count() + 1, "event": w.make(reports.AuditEvent)},
        **{"previous_hash": token_hex(32), "hash": token_hex(32)},
    },
}
