"""Turn what version 0.1.0 loaded (ends, successors, the coordinator's flag) into coordinations and reorganisations.

Each day on which bodies of a locality ended becomes one applied reorganisation, `<locality>-<day>`: the code that the
shipped file of the same change bears, so that `reorganise` completes it instead of doing it twice.
"""

from datetime import timedelta
from itertools import groupby

from django.db import migrations
from django.utils import timezone

# What the notes of version 0.1.0's files said in words: who took over vocational education, and who did not.
PASSED_ON = {("01", "so-ldtbxh"): ("so-gddt", "so-nv", "Quyết định 11/2025/QĐ-UBND")}


def turn(apps, schema_editor):
    Agency = apps.get_model("agencies", "Agency")
    ended = Agency.objects.filter(valid_to__isnull=False).order_by("locality_id", "valid_to", "code")
    flags = list(Agency.objects.filter(coordinates=True).select_related("locality"))
    for agency in flags:
        coordinate(apps, agency)
    for (_, day), bodies in groupby(ended.select_related("locality"), key=lambda row: (row.locality_id, row.valid_to)):
        reorganise(apps, list(bodies), day + timedelta(days=1))


def coordinate(apps, agency):
    Coordination = apps.get_model("agencies", "Coordination")
    Coordination.objects.create(
        locality_id=agency.locality_id,
        agency=agency,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        citation=agency.note[:300],
    )
    heir_code, other_code, citation = PASSED_ON.get((agency.locality.code, agency.code), (None, None, ""))
    heir = apps.get_model("agencies", "Agency").objects.filter(code=heir_code, coordinates=False).first()
    if heir is None or agency.valid_to is None:
        return
    day = agency.valid_to + timedelta(days=1)
    Coordination.objects.create(locality_id=agency.locality_id, agency=heir, valid_from=day, citation=citation)
    successions = apps.get_model("agencies", "Succession").objects.filter(predecessor=agency)
    successions.filter(successor__code=other_code).update(carries_duties=False)


def reorganise(apps, bodies, day):
    Agency, Succession = apps.get_model("agencies", "Agency"), apps.get_model("agencies", "Succession")
    locality, now = bodies[0].locality, timezone.now()
    begun = list(Agency.objects.filter(locality=locality, valid_from=day).order_by("code"))
    successions = Succession.objects.filter(predecessor__in=bodies, on=day)
    row = apps.get_model("agencies", "Reorganisation").objects.create(
        code=f"{locality.code}-{day.isoformat()}",
        locality=locality,
        title=f"{locality.short_name}, sắp xếp ngày {day:%d/%m/%Y}",
        legal_basis="Theo danh mục của phiên bản 0.1.0",
        effective_on=day,
        steps=steps_of(bodies, begun, list(successions.select_related("predecessor", "successor"))),
        state="applied",
        inherited=True,
        drafted_at=now,
        confirmed_at=now,
        applied_at=now,
    )
    Effect = apps.get_model("agencies", "ReorganisationEffect")
    written = [(body, None, {"code": body.code, "valid_from": day.isoformat()}) for body in begun]
    written += [(body, {"valid_to": None}, {"valid_to": body.valid_to.isoformat()}) for body in bodies]
    Effect.objects.bulk_create(
        Effect(reorganisation=row, position=place, table="agencies.agency", row=body.pk, before=before, after=after)
        for place, (body, before, after) in enumerate(written, start=1)
    )
    successions.update(reorganisation=row)
    if {body.kind for body in bodies} >= {"district"} and {body.kind for body in begun} >= {"commune"}:
        apps.get_model("agencies", "KindSuccession").objects.create(
            locality=locality, predecessor="district", successor="commune", on=day, reorganisation=row
        )


def steps_of(bodies, begun, successions):
    """One step for each ended body with its heirs, merged where two have the same; one for those that only began."""
    new = {body.code: body for body in begun}
    heirs = {body.code: tuple(sorted(one.successor.code for one in successions if one.predecessor_id == body.pk)) for body in bodies}
    steps = []
    for codes in sorted(set(heirs.values())):
        ends = sorted(code for code, own in heirs.items() if own == codes)
        kind = "end" if not codes else "merge" if len(ends) > 1 and len(codes) == 1 else "split" if len(codes) > 1 else "rename"
        steps.append(
            {
                "kind": "redraw" if len(ends) > 1 and len(codes) > 1 else kind,
                "ends": ends,
                "begins": [body_of(new[code]) for code in codes if code in new],
                "heirs": [{"code": code} for code in codes if code not in new],
                "citation": next((one.note for one in successions if one.predecessor.code in ends), ""),
            }
        )
    alone = sorted(new.keys() - {code for codes in heirs.values() for code in codes})
    if alone:
        steps.append({"kind": "begin", "begins": [body_of(new[code]) for code in alone], "citation": new[alone[0]].note})
    return steps


def body_of(agency):
    return {
        "code": agency.code,
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "official_code": agency.official_code,
    }


def turn_back(apps, schema_editor):
    Agency = apps.get_model("agencies", "Agency")
    for row in apps.get_model("agencies", "Coordination").objects.filter(agency__successions__isnull=True):
        Agency.objects.filter(pk=row.agency_id, inheritances__isnull=True).update(coordinates=True)
    for row in apps.get_model("agencies", "Coordination").objects.filter(valid_to__isnull=False):
        Agency.objects.filter(pk=row.agency_id).update(coordinates=True)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_reorganisations")]

    operations = [migrations.RunPython(turn, turn_back)]
