"""The database itself refuses what must never be: raw SQL against every check and unique constraint of the three rooms.

A new check constraint without a case here fails, and so does a new model without a row in valid_rows.py.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.valid_rows import Rows

pytestmark = pytest.mark.both

ITSELF, USER, STAFF, OTHER = "itself", "the user", "the staff", "the other agency"
PLACE = "the locality"
MODELS = [model for room in ("agencies", "targets", "reports") for model in apps.get_app_config(room).get_models()]
CHECKS = {
    constraint.name: model
    for model in MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
}
# Columns of each unique rule by its name; a column that is unique by itself is named Model.column.
UNIQUES: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    **{
        constraint.name: (model, tuple(constraint.fields))
        for model in MODELS
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    },
    **{
        f"{model.__name__}.{column.name}": (model, (column.name,))
        for model in MODELS
        for column in model._meta.local_fields
        if column.unique and not column.primary_key
    },
}
# Rows that a conditional unique constraint is about, where they differ from the usual valid row.
CONDITIONS: dict[str, dict[str, Any] | Callable[[Rows], dict[str, Any]]] = {
    "IssuedReport.supersedes": lambda world: {"supersedes": world.report(), "revision": 2, "number": 6},
    "agency_official_code_once_from_the_start": {"valid_from": None},
    "duty_party_once_per_kind": {"agency": None, "kind": "district"},
    "body_target_once_per_kind": {"agency": None, "kind": "district"},
    "coordination_once_from_the_start": {"valid_from": None},
    "locality_code_once_from_the_start": {"valid_from": None},
    "locality_code_once_without_end": {"valid_to": None},
    "locality_part_once": {"part": None},
    "plan_draft_one_takeover": lambda world: {"takes_over": world.plan, "plan": None, "is_amendment": False},
    "coordination_once_without_end": {"valid_to": None},
    "obstacle_draft_once_of_reviewers": {"agency": None},
    "review_item_of_a_duty_once": lambda world: {"element": None, "duty": world.duty},
}
# Where no row can break one check without the other, the database names either.
TOGETHER = {
    "submission_state_known": "submission_decision_whole",
    "reorganisation_state_known": "reorganisation_applied_at_some_time",
}
NO_NUMBER = {"number": None, "number_year": None, "issued_on": None}
# For each check constraint, sets of columns that a valid row must not be given.
BROKEN: dict[str, list[dict[str, Any]]] = {
    "agency_ends_after_it_begins": [{"valid_to": date(2020, 12, 31)}],
    "locality_ends_after_it_begins": [{"valid_to": date(2020, 12, 31)}],
    "locality_part_of_another": [{"part_id": PLACE}],
    "agency_kind_known": [{"kind": "club"}, {"kind": ""}],
    "succession_to_another": [{"predecessor_id": OTHER}],
    "succession_counts_both_or_none": [{"whole": None}, {"part": None}],
    "coordination_ends_after_it_begins": [{"valid_to": date(2020, 12, 31)}],
    "reorganisation_state_known": [{"state": "lost"}],
    "reorganisation_confirmed_by_a_second_person": [{"confirmed_by_id": USER}],
    "reorganisation_confirmed_before_it_is_applied": [{"confirmed_at": None}],
    "reorganisation_applied_at_some_time": [{"applied_at": None}],
    "reorganisation_undone_at_some_time": [{"undone_at": None}],
    "kind_succession_to_another_kind": [{"successor": "district"}, {"successor": "club"}, {"predecessor": "club"}],
    "instance_one_row": [{"id": 2}],
    "membership_role_known": [{"role": "king"}, {"role": ""}],
    "membership_ends_after_it_begins": [{"valid_to": date(2020, 12, 31)}],
    "element_aggregation_known": [{"aggregation": "mean"}],
    "element_part_has_rule": [{"part_rule": ""}, {"part_of_id": None}, {"part_rule": "some"}],
    "element_not_part_of_itself": [{"part_of_id": ITSELF}],
    "element_decimals_storable": [{"decimals": 5}],
    "element_threshold_positive": [{"change_threshold": Decimal(0)}, {"change_threshold": Decimal(-1)}],
    "element_kind_known": [{"kind": "club"}],
    "measure_change_kind_known": [{"kind": "target"}],
    "measure_change_state_known": [{"state": "checked"}, {"state": "lost"}],
    "measure_change_checked_before_force": [{"state": "in_force", "checked_by_id": None}],
    "measure_change_checked_by_another": [{"checked_by_id": USER}],
    "measure_edition_kind_known": [{"kind": "target"}],
    "indicator_formula_known": [{"formula": "guess", "cumulative_from": None}],
    "indicator_authority_known": [{"authority": "nobody"}],
    "indicator_direction_known": [{"direction": "left"}],
    "indicator_cumulative_has_first_year": [{"cumulative_from": None}, {"formula": "value"}],
    "input_side_known": [{"side": "left"}],
    "plan_years_in_order": [{"last_year": 2020}],
    "plan_frequency_known": [{"frequency": "daily"}],
    "plan_due_date_whole": [{"due_month": 13}, {"due_day": 0}, {"due_day": 32}, {"due_day": None}, {"due_month": None}],
    "plan_draft_state_known": [{"state": "lost"}, {"state": ""}],
    "plan_draft_checked_before_force": [
        *({"state": state, "checked_by_id": None} for state in ("checked", "in_force")),
        *({"state": state, "checked_at": None} for state in ("checked", "in_force")),
    ],
    "plan_draft_checked_by_another": [{"checked_by_id": USER}, {"drafted_by_id": STAFF}],
    "plan_draft_takes_over_as_a_new_plan": [{"takes_over_id": ITSELF}],
    "plan_draft_corrects_by_amending": [{"is_correction": True, "is_amendment": False}],
    "plan_draft_amends_a_plan": [{"plan_id": None}, {"plan_id": None, "state": "draft"}],
    "duty_party_agency_or_kind": [{"kind": "district"}, {"agency_id": None}, {"agency_id": None, "kind": "club"}],
    "duty_party_role_known": [{"role": "guest"}],
    "target_basis_known": [{"basis": "sometimes"}],
    "target_ambition_known": [{"ambition": "dreamt"}],
    "target_base_year_fits_basis": [
        {"base_year": 2020},
        {"basis": "change", "from_year": None},
        {"basis": "change", "from_year": None, "base_year": 2024},
    ],
    "target_bounds_fit_comparator": [
        *({"comparator": comparator} for comparator in (">=", ">", "<=", "<", "=", "about", "milestone", "~")),
        {"low": None},
        {"high": None},
        {"high": Decimal(24)},
        {"comparator": ">=", "low": None, "high": None},
    ],
    "body_target_agency_or_kind": [
        {"kind": "district"},
        {"agency_id": None},
        {"agency_id": None, "kind": "village"},
    ],
    "body_target_bounds_fit_comparator": [
        {"comparator": "range"},
        {"high": Decimal(600)},
        {"comparator": "range", "high": Decimal(499)},
        {"comparator": "~"},
    ],
    "body_target_period_fits_basis": [
        {"basis": "every_year"},
        {"from_year": 2021},
        {"basis": "every_year", "from_year": 2026},
        {"basis": "cumulative", "from_year": 2021},
    ],
    "target_period_fits_basis": [{"basis": "year"}, {"from_year": None}, {"from_year": 2025}],
    "period_data_in_order": [{"data_to": date(2021, 12, 14)}],
    "period_year_plausible": [{"year": 1899}, {"year": 2201}],
    "submission_state_known": [{"state": "lost", "decided_at": None, "decided_by_id": None}],
    "submission_sent_by_someone_at_some_time": [
        {"submitted_by_id": None},
        {"submitted_at": None, "state": "draft", "decided_at": None, "decided_by_id": None},
    ],
    "submission_reviewed_only_if_sent": [{"submitted_at": None, "submitted_by_id": None}],
    "submission_decision_whole": [
        {"decided_at": None},
        {"decided_by_id": None},
        {"state": "draft"},
        {"state": "submitted"},
    ],
    "submission_not_decided_by_its_sender": [{"decided_by_id": USER, "submitted_by_id": USER}],
    "event_action_known": [{"action": "burned"}],
    "event_reopening_has_reason": [{"reason": ""}],
    "duty_update_state_known": [{"state": "maybe"}],
    "figure_number_has_value": [{"value": None}, {"entry": "blank"}, {"entry": "missing", "note": "x"}, {"entry": "?"}],
    "figure_missing_has_reason": [{"entry": "missing", "value": None}],
    "figure_not_negative": [{"value": Decimal("-0.0001")}],
    "figure_quality_known": [{"quality": "guess"}],
    "figure_acceptance_whole": [
        {"accepted_value": None},
        {"accepted_at": None},
        {"accepted_quality": ""},
        {"accepted_quality": "guess"},
        {"accepted_entry": ""},
        {"accepted_entry": "missing"},
        {"accepted_entry": "not_applicable"},
        {"accepted_entry": "blank", "accepted_value": None},
        {"accepted_entry": "missing", "accepted_value": None, "accepted_at": None},
    ],
    "figure_year_plausible": [{"year": 1899}, {"year": 2201}],
    "revision_via_known": [{"via": "pigeon"}],
    "official_figure_years_in_order": [{"from_year": 2023}],
    "official_figure_kind_known": [{"kind": "rumour"}],
    "official_figure_has_source": [{"source": ""}],
    "official_figure_range_in_order": [{"value_high": Decimal("69.9")}],
    "indicator_value_has_source": [{"source": ""}, {"value": None}, {"source": "rumour"}],
    "indicator_value_coverage_at_most_whole": [{"units_reporting": 4}],
    "official_figure_half_width_positive": [{"half_width": Decimal(0)}],
    "progress_status_known": [{"status": "fine", "display_status": "fine"}],
    "progress_shown_as_judged_or_undetermined": [{"display_status": "lagging"}],
    "rule_decision_version_known": [{"version": 3}],
    "rule_decision_has_reason": [{"reason": ""}],
    "progress_actual_has_year": [{"actual_year": None}, {"actual": None}],
    "review_decision_known": [{"decision": "maybe"}],
    "review_item_has_reason": [{"reason": ""}],
    "review_item_of_a_cell_or_a_duty": [{"element_id": None}],
    "review_draft_note_known": [{"note_for": "perhaps"}],
    "extension_has_reason": [{"reason": ""}],
    "notice_kind_known": [{"kind": "gossip"}],
    "notice_delivery_known": [{"delivery": "pigeon"}],
    "obstacle_draft_of_some_side": [{"agency_id": None, "obstacle_id": None}],
    "obstacle_state_known": [{"state": "gone"}],
    "obstacle_decider_known": [{"asks": "nobody"}],
    "obstacle_says_what": [{"title": ""}, {"text": ""}],
    "obstacle_reply_state_known": [{"state": "gone"}],
    "obstacle_reply_says_something": [{"text": ""}],
    "milestone_judgement_state_known": [{"state": "maybe"}],
    "milestone_judgement_has_evidence": [{"evidence": ""}],
    "issued_report_kind_known": [{"kind": "novel"}],
    "report_file_format_known": [{"format": "odt"}],
    "issued_report_state_known": [{"state": "lost"}],
    "issued_report_build_known": [{"build_state": "maybe"}],
    "issued_report_years_in_order": [{"first_year": 2025}],
    "issued_report_agency_fits_kind": [{"kind": "agency"}, {"agency_id": OTHER}],
    "issued_report_whole_when_issued": [
        {"state": "issued", **NO_NUMBER},
        {"state": "issued", "issued_at": None},
        {"state": "issued", "issued_by_id": None},
        {"state": "issued", "dataset": None},
        {"state": "issued", "dataset_sha256": ""},
        {"state": "issued", "build_state": "failed"},
    ],
    "issued_report_check_whole": [{"checked_by_id": None}, {"checked_at": None}, {"state": "draft", **NO_NUMBER}],
    "issued_report_not_checked_by_its_author": [{"created_by_id": USER}],
    "issued_report_not_checked_by_its_last_editor": [{"edited_by_id": USER}],
    "issued_report_number_whole": [{"number": None}, {"number_year": None}, {"issued_on": None}, {"number": 0}],
    "issued_report_revision_names_the_old_one": [{"revision": 2}, {"supersedes_id": ITSELF}],
}


@pytest.fixture
def world(db) -> Rows:
    return Rows()


def refused_by(sql: str, parameters: list[Any]) -> str:
    """What the database says against a statement; "" when it takes it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
    except IntegrityError as error:
        return str(error)
    return ""


def in_sql(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Values by column, as the database takes them."""
    columns = {column.attname: column for column in model._meta.local_concrete_fields}
    return {columns[name].column: columns[name].get_db_prep_save(value, connection) for name, value in values.items()}


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [(name, spoilt) for name in CHECKS for spoilt in BROKEN.get(name, [])],
    ids=lambda v: str(v)[:60],
)
def test_a_row_that_breaks_a_check_is_refused(world, name, spoilt):
    model = CHECKS[name]
    row = world.make(model)
    values = in_sql(model, {column: row.pk if value is ITSELF else value for column, value in known(world, spoilt)})
    assignments = ", ".join(f'"{column}" = %s' for column in values)
    said = refused_by(f'UPDATE "{model._meta.db_table}" SET {assignments} WHERE id = %s', [*values.values(), row.pk])
    assert name in said or TOGETHER.get(name, name) in said


def known(world: Rows, spoilt: dict[str, Any]) -> list[tuple[str, Any]]:
    """The columns with the ids of this world in place of the names of its people and agencies."""
    ids = {USER: world.user.pk, STAFF: world.staff.pk, OTHER: world.other.pk, PLACE: world.district.locality_id}
    return [(column, ids.get(value, value) if isinstance(value, str) else value) for column, value in spoilt.items()]


@pytest.mark.parametrize("name", UNIQUES)
def test_a_second_row_of_what_there_is_once_is_refused(world, name):
    model, fields = UNIQUES[name]
    columns = CONDITIONS.get(name, {})
    row = world.make(model, **(columns(world) if callable(columns) else columns))
    shared = {model._meta.get_field(name).attname for name in fields}
    values = {
        column.attname: getattr(row, column.attname)
        for column in model._meta.local_concrete_fields
        if not column.primary_key
    }
    if not isinstance(key := model._meta.pk, models.AutoField):
        values[key.attname] = row.pk + 1
    for other, (owner, others) in UNIQUES.items():
        if owner is model and other != name:
            values |= different(world, model, values, {model._meta.get_field(o).attname for o in others} - shared)
    columns = in_sql(model, values)
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    said = refused_by(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})', list(columns.values()))
    assert "unique" in said.lower()
    assert name in said or all(model._meta.get_field(field).column in said for field in fields)


def different(world: Rows, model: type[models.Model], values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Other texts, and other owners, for another unique rule, so that only the one under test is broken."""
    columns = [model._meta.get_field(name) for name in names]
    texts = [column for column in columns if isinstance(column, models.CharField) and not column.choices]
    owners = [one for one in columns if isinstance(one, models.OneToOneField) and values[one.attname] is not None]
    return {
        **{column.attname: f"{values[column.attname][:-1]}Z" for column in texts},
        **{column.attname: world.make(column.related_model).pk for column in owners},
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_database_takes_the_valid_row_of_every_model(world, model):
    assert model.objects.filter(pk=world.make(model).pk).exists()


def test_every_check_constraint_has_a_case_and_no_case_is_left_over():
    assert {name for name in CHECKS if not BROKEN.get(name)} == set()
    assert BROKEN.keys() - CHECKS.keys() == set()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_database_in_use_has_every_constraint_of_the_models():
    with connection.cursor() as cursor:
        for model in MODELS:
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            wanted = {constraint.name for constraint in model._meta.constraints}
            assert wanted - present.keys() == set()
