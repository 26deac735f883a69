"""Every setting of a plan goes with the plan: into its document, its file and its draft, and out of each again."""

from datetime import timedelta

import pytest
from django.db.models import BooleanField, CharField, DateField, ForeignKey, JSONField, PositiveSmallIntegerField

from agencies import clock
from reports.plans.files import content_in_file, plan_workbook
from reports.plans.services import work_to_json
from targets.models import Plan
from targets.models.plan import Frequency
from targets.plans.content import as_yaml, plan_content
from targets.plans.tables import content_of_tables
from targets.plans.tables_process import sheets_in
from targets.plans.work import content_of, work_from_content
from tests import factories

pytestmark = pytest.mark.django_db
# Whose the plan is, how it ended, and what an office has settled for itself: not what its document says.
NOT_SAID = {"id", "code", "locality", "ended_on", "end_document", "end_reason", "moves_weekend"}
SAID = [field for field in Plan._meta.concrete_fields if field.name not in NOT_SAID]


def another(field, value):
    """A value that this setting does not have by default."""
    if field.name == "frequency":
        return next(one.value for one in Frequency if one != value)
    if field.name == "interim_reports":
        return [{"due_month": 6, "due_day": 10, "data_month": 5, "data_day": 31}]
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, JSONField):
        return ["trang 3: 2O30 là 2030"]
    if isinstance(field, ForeignKey):
        return factories.make_agency("receives")
    if isinstance(field, DateField):
        return value + timedelta(days=1)
    if isinstance(field, PositiveSmallIntegerField):
        return (value or 10) + 1
    assert isinstance(field, CharField), f"how does another {field.name} look?"
    return f"{value} khác".strip()


@pytest.mark.slow
@pytest.mark.parametrize("field", SAID, ids=lambda field: field.name)
def test_a_setting_stands_in_the_document_the_file_and_the_draft(field):
    plan = Plan.objects.get(pk=factories.make_plan().pk)
    before = plan_content(plan)
    setattr(plan, field.name, another(field, getattr(plan, field.name)))
    said = plan_content(plan)
    assert said != before, f"{field.name} is not in targets/plans/content.py"
    # As the process of its own reads it, without that process: test_plan_files.py starts one.
    assert content_of_tables(sheets_in(plan_workbook(said, made_at=clock.now()))["sheets"]) == said
    assert content_in_file(as_yaml(said).encode(), "a.yaml") == said
    drafted = content_of(work_to_json(work_from_content(said)), locality=said["locality"])
    assert {name: drafted[name] for name in said} == said
