"""A plan changed on screen and its file: neither undoes the other in silence, and what a file changes is on record."""

import io
import shutil

import pytest
import yaml
from django.core.management import CommandError, call_command

from agencies import clock
from agencies.access import Role
from agencies.models import Agency
from reports.collection.catalogue import load_catalogue
from reports.measures import services as measures
from reports.models import AuditEvent, Figure, Verb
from reports.plans import drafting, services
from targets.measures.content import measure_content
from targets.models import DataElement, MeasureEdition, Plan
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def files(settings, tmp_path):
    """The catalogue, loaded, and a copy of its files to change."""
    folder = tmp_path / "fixtures"
    shutil.copytree(settings.BASE_DIR / "fixtures", folder)
    load_catalogue(folder)
    return folder


def edit(folder, before, after):
    path = folder / "plans/KH-72.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def level(year=2022):
    return Plan.objects.get(code="KH-72").targets.get(indicator__code="trained_labour_rate", year=year).low


def amend_on_screen():
    coordinator = Agency.objects.get(code="so-ldtbxh")
    first, second = (factories.make_user(Role.STAFF, coordinator) for _ in range(2))
    plan = Plan.objects.get(code="KH-72")
    now = clock.now()
    draft = drafting.amend_plan(plan=plan, document="QĐ 9", on=clock.today(), reason="nâng mức", by=first, now=now)
    work = draft.work
    [row] = [row for row in work["targets"] if row["indicator"] == "trained_labour_rate"]
    row["low"] = "73"
    draft = services.save_work(draft=draft, work=work, seen_version=1, by=first, now=now)
    draft = services.check_draft(draft=draft, by=second, now=now)
    services.put_in_force(draft=draft, on=clock.today(), by=first, now=now)


@pytest.mark.once
def test_what_a_file_changes_is_on_record_with_before_and_after(files):
    edit(files, "low: 72.2", "low: 72.5")
    load_catalogue(files)
    event = AuditEvent.objects.get(verb=Verb.CATALOGUE_LOADED)
    [[place, before]] = event.before["changed"]
    [[_, after]] = event.after["changed"]
    assert place == "targets: trained_labour_rate 2022 year committed"
    assert (before["low"], after["low"]) == ({"decimal": "72.2"}, {"decimal": "72.5"})


@pytest.mark.once
def test_loading_the_same_again_leaves_no_event(files):
    load_catalogue(files)
    assert not AuditEvent.objects.filter(verb=Verb.CATALOGUE_LOADED).exists()


def test_a_file_that_differs_from_the_screen_is_reported_and_asked_about(files):
    amend_on_screen()
    with pytest.raises(CommandError, match=r"KH-72 targets: trained_labour_rate 2022.*--take screen"):
        call_command("load_catalogue", directory=files)
    assert level() == 73


@pytest.mark.once
def test_the_screen_is_kept_or_the_file_taken_as_told(files):
    amend_on_screen()
    call_command("load_catalogue", directory=files, take="screen", stdout=io.StringIO())
    assert level() == 73
    call_command("load_catalogue", directory=files, take="file", stdout=io.StringIO())
    assert str(level()) == "72.2000"
    call_command("load_catalogue", directory=files, stdout=io.StringIO())


def test_what_a_file_has_lost_goes_when_the_file_is_to_count(files):
    plan = Plan.objects.get(code="KH-72")
    lost = plan.targets.exclude(comparator="milestone").first()
    path = files / "plans/KH-72.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["targets"] = [
        one for one in content["targets"] if (one["indicator"], one["year"]) != (lost.indicator.code, lost.year)
    ]
    gone = content["duties"].pop()["number"]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    out = io.StringIO()
    call_command("load_catalogue", directory=files, stdout=out)
    assert "Không còn trong tệp, vẫn giữ: nhiệm vụ KH-72" in out.getvalue()
    assert plan.targets.filter(pk=lost.pk).exists()
    call_command("load_catalogue", directory=files, take="file", stdout=io.StringIO())
    assert not plan.targets.filter(pk=lost.pk).exists()
    assert not plan.duties.current().filter(number=gone).exists()
    [event] = AuditEvent.objects.filter(verb=Verb.CATALOGUE_LOADED)
    changed = {place for place, _ in event.before["changed"]}
    assert f"duties: {gone}" in changed and len(changed) >= 2


@pytest.mark.once
def test_a_plan_withdrawn_on_screen_does_not_come_back_in_silence(files):
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    services.withdraw_plan(plan=Plan.objects.get(code="KH-72"), reason="nhập nhầm", by=staff, now=clock.now())
    with pytest.raises(CommandError, match=r"rút trên màn hình.*--take screen"):
        call_command("load_catalogue", directory=files, stdout=io.StringIO())
    call_command("load_catalogue", directory=files, take="screen", stdout=io.StringIO())
    assert not Plan.objects.filter(code="KH-72").exists()
    call_command("load_catalogue", directory=files, take="file", stdout=io.StringIO())
    assert Plan.objects.filter(code="KH-72").exists()
    assert AuditEvent.objects.filter(verb=Verb.CATALOGUE_LOADED, subject="plan:KH-72").exists()


def edit_measure(folder, name, before, after):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def change_measure_on_screen(kind, code, **fields):
    """What an officer says of an entry, put in force by a second one."""
    coordinator = Agency.objects.get(code="so-ldtbxh")
    first, second = (factories.make_user(Role.STAFF, coordinator) for _ in range(2))
    # What the catalogue shares concerns Lâm Đồng, too.
    factories.join(second, Role.STAFF, Agency.objects.coordinating_on(clock.today()).get(locality__code="68"))
    said = measure_content(kind, code)
    made = measures.save_change(
        kind=kind,
        said={**said, **fields},
        same_meaning=True,
        reason="viết rõ hơn",
        locality=coordinator.locality,
        seen=measures.seen_token(None, said),
        by=first,
        now=clock.now(),
    )
    sent = measures.send_change(change=made, seen_version=1, by=first, now=clock.now())
    measures.put_change_in_force(change=sent, seen_version=2, by=second, now=clock.now())


SHORT = "short_name: Tuyển sinh và đào tạo, tổng số"


def test_what_a_file_changes_of_an_element_is_on_record(files):
    edit_measure(files, "data_elements.yaml", SHORT, "short_name: Tổng số vào học")
    load_catalogue(files)
    event = AuditEvent.objects.get(verb=Verb.CATALOGUE_LOADED, subject="element:trained_total")
    assert event.before == {"changed": [["short_name", "Tuyển sinh và đào tạo, tổng số"]]}
    assert event.after == {"changed": [["short_name", "Tổng số vào học"]]}


@pytest.mark.parametrize(
    ("kind", "code", "fields"),
    [
        ("element", "trained_total", {"short_name": "Tổng số vào học"}),
        ("element", "competitive_occupations", {"kinds": ["department", "institution"]}),
        ("indicator", "trained_total", {"short_name": "Số vào học"}),
    ],
)
def test_files_and_screen_ask_which_counts_of_an_entry(files, kind, code, fields):
    [(name, value)] = fields.items()
    before = measure_content(kind, code)[name]
    change_measure_on_screen(kind, code, **fields)
    with pytest.raises(CommandError, match=rf"{code} {name}.*--take screen"):
        call_command("load_catalogue", directory=files, stdout=io.StringIO())
    assert measure_content(kind, code)[name] == value
    call_command("load_catalogue", directory=files, take="screen", stdout=io.StringIO())
    assert measure_content(kind, code)[name] == value
    call_command("load_catalogue", directory=files, take="file", stdout=io.StringIO())
    assert measure_content(kind, code)[name] == before
    assert AuditEvent.objects.filter(verb=Verb.CATALOGUE_LOADED, subject=f"{kind}:{code}").count() == 1
    kept = MeasureEdition.objects.filter(kind=kind, code=code).order_by("number")
    assert [one.content[name] for one in kept] == [before, value, before]
    call_command("load_catalogue", directory=files, stdout=io.StringIO())


def test_a_file_gives_figures_that_are_there_no_other_unit(files):
    form = factories.make_submission(
        factories.make_period(Plan.objects.get(code="KH-72"), 2022), Agency.objects.filter(kind="district")[0]
    )
    Figure.every.create(
        element=DataElement.objects.get(code="labour_force"),
        agency=form.agency,
        year=2022,
        submission=form,
        entry="number",
        value=5,
        updated_at=clock.now(),
    )
    entries = yaml.safe_load((files / "data_elements.yaml").read_text(encoding="utf-8"))
    next(one for one in entries if one["code"] == "labour_force")["unit"] = "nghìn người"
    (files / "data_elements.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CommandError, match=r"labour_force, trường unit: Đã có 1 số.*Chưa nạp gì"):
        call_command("load_catalogue", directory=files, take="file", stdout=io.StringIO())
