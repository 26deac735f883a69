from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models.agency import AgencyKind
from agencies.models.locality import Locality


class ReorganisationState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    CONFIRMED = "confirmed", "Đã xác nhận"
    APPLIED = "applied", "Đã áp dụng"
    UNDONE = "undone", "Đã hoàn lại"


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, user) -> "ReorganisationQuerySet":
        """Who ends and who begins is no secret in the own locality; whoever set vocplan up sees all."""
        return self if user.access.is_founder else self.filter(locality_id__in=user.access.locality_ids)


class Reorganisation(models.Model):
    """Bodies ending, beginning and passing work on a day, as one operation.

    `steps` is the document as it was drafted, in the form of fixtures/reorganisations/ (agencies/reorganisations/
    steps.py reads it); what applying it changed is in its effects. `accepted` lists what may fall to nobody, each with
    the reason: [{"gap": "element:x", "reason": "…"}].
    """

    code = models.SlugField("mã", max_length=60, unique=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="reorganisations", verbose_name="địa phương")
    title = models.CharField("tên", max_length=300)
    legal_basis = models.CharField("căn cứ", max_length=500)
    effective_on = models.DateField("từ ngày")
    source = models.TextField("nguồn", blank=True)
    steps = models.JSONField("các bước", default=list)
    accepted = models.JSONField("đã chấp nhận", default=list, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ReorganisationState, default=ReorganisationState.DRAFT
    )
    version = models.PositiveIntegerField("lần thay đổi", default=1)
    # Taken over from an installation that knew ends before it knew reorganisations.
    inherited = models.BooleanField("có từ trước", default=False)
    drafted_at = models.DateTimeField("soạn lúc")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField("áp dụng lúc", null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("hoàn lại lúc", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "sắp xếp lại"
        verbose_name_plural = "sắp xếp lại"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReorganisationState.values), name="reorganisation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True) | Q(confirmed_by__isnull=True) | ~Q(drafted_by=F("confirmed_by")),
                name="reorganisation_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", confirmed_at__isnull=True)
                | Q(state__in=["confirmed", "applied", "undone"], confirmed_at__isnull=False),
                name="reorganisation_confirmed_before_it_is_applied",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "confirmed"], applied_at__isnull=True)
                | Q(state__in=["applied", "undone"], applied_at__isnull=False),
                name="reorganisation_applied_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") & Q(undone_at__isnull=True) | Q(state="undone", undone_at__isnull=False),
                name="reorganisation_undone_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReorganisationEffect(models.Model):
    """One row that applying a reorganisation wrote: what it was before (null: it was not there) and after.

    Undoing goes through them backwards, and only where each row is still as it was left.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="effects")
    position = models.PositiveIntegerField()
    table = models.CharField("bảng", max_length=60)
    row = models.BigIntegerField("dòng")
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        verbose_name = "hệ quả của sắp xếp lại"
        ordering = ["reorganisation_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "position"], name="reorganisation_effect_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class KindSuccession(models.Model):
    """A kind of body whose work passes to another kind from a day on: districts to communes."""

    locality = models.ForeignKey(Locality, models.CASCADE, related_name="kind_successions")
    predecessor = models.CharField("loại đơn vị cũ", max_length=20, choices=AgencyKind)
    successor = models.CharField("loại đơn vị mới", max_length=20, choices=AgencyKind)
    on = models.DateField("từ ngày")
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="kind_successions")

    class Meta:
        verbose_name = "loại đơn vị kế tục"
        ordering = ["locality_id", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["locality", "predecessor", "on"], name="kind_succession_once"),
            models.CheckConstraint(
                condition=Q(predecessor__in=AgencyKind.values)
                & Q(successor__in=AgencyKind.values)
                & ~Q(predecessor=F("successor")),
                name="kind_succession_to_another_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality_id}: {self.predecessor} → {self.successor}"
