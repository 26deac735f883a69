"""Reports written in the demo go with the demo, issued ones too."""

import pytest

from agencies import clock
from agencies.models import Instance, User
from reports.demo.clearing import clear_demo
from reports.models import BuildState, IssuedReport, ReportFile, ReportState
from targets.models import Plan

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


@pytest.mark.slow
def test_issued_reports_of_the_demo_and_what_replaced_them_are_removed():
    clock.set_shift(Instance.current().demo_shift)
    writer, checker = (User.objects.get(username=name) for name in ("staff", "staff-2"))
    plan, now, old = Plan.objects.get(code="KH-10"), clock.now(), None
    for number in (1, 2):
        old = IssuedReport.objects.create(
            **{"kind": "yearly", "plan": plan, "locality": plan.locality, "first_year": 2023, "year": 2023},
            **{"as_of": clock.today(), "subject": "x", "issuing_body": "x", "symbol": "BC-X", "place": "x"},
            **{"created_by": writer, "created_at": now, "illustrative": True, "supersedes": old, "revision": number},
        )
        ReportFile.objects.create(
            report=old, format="docx", name="x", content=b"x", sha256="0" * 64, size=1, made_at=now
        )
        IssuedReport.objects.filter(pk=old.pk).update(
            **{"state": ReportState.ISSUED, "checked_by": checker, "checked_at": now, "issued_by": writer},
            **{"issued_at": now, "issued_on": clock.today(), "number": number, "number_year": 2024, "dataset": {}},
            **{"dataset_sha256": "0" * 64, "build_state": BuildState.DONE},
        )
    assert clear_demo()["báo cáo tổng hợp"] == 2
    assert not IssuedReport.objects.exists() and not ReportFile.objects.exists()
