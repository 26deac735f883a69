from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from agencies.access import Right
from agencies.models import Agency, Locality
from reports.models.progress import View
from targets.models import Plan


class ReportKind(models.TextChoices):
    """What a consolidated report is about; the label is the name of the document."""

    YEARLY = "yearly", "Báo cáo năm"
    INTERIM = "interim", "Báo cáo sơ kết"
    FINAL = "final", "Báo cáo tổng kết"
    SHEET = "sheet", "Bảng số liệu các đơn vị"
    AGENCY = "agency", "Báo cáo của đơn vị"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    CHECKED = "checked", "Đã kiểm tra"
    ISSUED = "issued", "Đã ban hành"


class BuildState(models.TextChoices):
    """Where the work of the background stands; `waiting` is the queue itself, so a dead broker only delays it."""

    WAITING = "waiting", "Chờ dựng"
    RUNNING = "running", "Đang dựng"
    DONE = "done", "Đã dựng"
    FAILED = "failed", "Chưa dựng được"


class ReportFormat(models.TextChoices):
    DOCX = "docx", "Văn bản Word"
    PDF = "pdf", "Bản in PDF"
    XLSX = "xlsx", "Phụ lục Excel"
    CSV = "csv", "Số liệu CSV"
    JSON = "json", "Số liệu JSON"
    DICTIONARY = "dictionary", "Mô tả số liệu (CSV)"


# The one table of moves: verb -> (state it starts from, state it leads to).
REPORT_MOVES: dict[str, tuple[str, str]] = {
    "check": (ReportState.DRAFT, ReportState.CHECKED),
    "send_back": (ReportState.CHECKED, ReportState.DRAFT),
    "issue": (ReportState.CHECKED, ReportState.ISSUED),
}


class IssuedReportQuerySet(models.QuerySet["IssuedReport"]):
    def visible_to(self, user) -> "IssuedReportQuerySet":
        """All of the locality for staff; the issued ones for its leaders; a reporter sees her own agency's."""
        access = user.access
        issued = Q(state=ReportState.ISSUED)
        return self.filter(
            Q(locality_id__in=access.localities_with(Right.WRITE_REPORTS))
            | issued & Q(locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
            # A reporter has no right over the locality, so the papers on the whole of it stay closed to her.
            | issued & Q(kind=ReportKind.AGENCY, agency_id__in=access.agencies_with(Right.SEE_SUBMISSIONS))
        )

    def editable_by(self, user) -> "IssuedReportQuerySet":
        return self.filter(locality_id__in=user.access.localities_with(Right.WRITE_REPORTS))


class IssuedReport(models.Model):
    """A consolidated report: drafted from the data, edited in its words, checked by a second person, issued for good.

    `dataset` is everything that the report says, as JSON (reports/issued/content/schema.py): of a draft it is replaced
    by every build, of an issued one it never changes; `dataset_sha256` is the hash of its canonical bytes. `revision`
    counts the issues of one report: a correction is a new row that `supersedes` the old one. Once issued, database
    triggers refuse any change of the row and of its files; only one that is illustrative may be removed whole.
    `number` and `issued_on` stand on the files that are made before it is issued; `number_year` is the year in which
    the number is counted. `edited_by` wrote in it last, which is why somebody else checks it.
    """

    kind = models.CharField("loại", max_length=8, choices=ReportKind)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="issued_reports", verbose_name="địa phương")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="issued_reports", verbose_name="kế hoạch")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="issued_reports", verbose_name="đơn vị"
    )
    first_year = models.PositiveSmallIntegerField("từ năm")
    year = models.PositiveSmallIntegerField("năm")
    as_of = models.DateField("số liệu đến ngày")
    view = models.CharField("số liệu", max_length=11, choices=View, default=View.ACCEPTED)

    subject = models.CharField("trích yếu", max_length=400)
    parent_body = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    issuing_body = models.CharField("cơ quan ban hành", max_length=200)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40)
    place = models.CharField("địa danh", max_length=100)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    addressees = models.TextField("kính gửi", blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    authority = models.CharField("thẩm quyền ký", max_length=100, blank=True)
    position = models.CharField("chức vụ người ký", max_length=150, blank=True)
    signer = models.CharField("người ký", max_length=100, blank=True)

    state = models.CharField("trạng thái", max_length=7, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField("lần thay đổi", default=1)
    revision = models.PositiveSmallIntegerField("lần ban hành", default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="thay cho"
    )
    reason = models.TextField("lý do ban hành lại", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người sửa sau cùng"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kiểm tra"
    )
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ban hành"
    )
    issued_at = models.DateTimeField("ban hành lúc", null=True)

    build_state = models.CharField("dựng văn bản", max_length=7, choices=BuildState, default=BuildState.WAITING)
    build_step = models.CharField("đang làm", max_length=100, blank=True)
    build_done = models.PositiveSmallIntegerField(default=0)
    build_total = models.PositiveSmallIntegerField(default=0)
    build_asked_at = models.DateTimeField(null=True)
    build_lease_until = models.DateTimeField(null=True)
    build_attempts = models.PositiveSmallIntegerField(default=0)
    build_error = models.CharField("vì sao", max_length=500, blank=True)
    dataset = models.JSONField("số liệu của báo cáo", null=True)
    dataset_sha256 = models.CharField(max_length=64, blank=True)
    rule_version = models.CharField("phiên bản quy tắc", max_length=10, blank=True)
    built_at = models.DateTimeField("dựng lúc", null=True)
    illustrative = models.BooleanField("minh họa", default=False)

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="issued_report_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="issued_report_state_known"),
            models.CheckConstraint(condition=Q(build_state__in=BuildState.values), name="issued_report_build_known"),
            models.CheckConstraint(condition=Q(first_year__lte=F("year")), name="issued_report_years_in_order"),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.AGENCY, agency__isnull=False)
                | (~Q(kind=ReportKind.AGENCY) & Q(agency__isnull=True)),
                name="issued_report_agency_fits_kind",
            ),
            models.CheckConstraint(
                # What ADR 0012 promises of an issued report, whichever code path may lead there.
                condition=~Q(state=ReportState.ISSUED)
                | Q(
                    number__isnull=False,
                    issued_on__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    checked_by__isnull=False,
                    dataset__isnull=False,
                    build_state=BuildState.DONE,
                )
                & ~Q(dataset_sha256=""),
                name="issued_report_whole_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, checked_by__isnull=True, checked_at__isnull=True)
                | (~Q(state=ReportState.DRAFT) & Q(checked_by__isnull=False, checked_at__isnull=False)),
                name="issued_report_check_whole",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("created_by")),
                name="issued_report_not_checked_by_its_author",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(edited_by__isnull=True) | ~Q(checked_by=F("edited_by")),
                name="issued_report_not_checked_by_its_last_editor",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, number_year__isnull=True, issued_on__isnull=True)
                # A check lets an unknown pass, so that the number is there has to be said.
                | Q(number__isnull=False, number__gte=1, number_year__isnull=False, issued_on__isnull=False)
                & ~Q(state=ReportState.DRAFT),
                name="issued_report_number_whole",
            ),
            # Numbers restart at 01 each 1 January, for each symbol of each locality.
            # Drafts without a number never collide: NULL equals nothing.
            models.UniqueConstraint(
                fields=["locality", "symbol", "number_year", "number"], name="issued_report_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, revision=1) | Q(supersedes__isnull=False, revision__gt=1),
                name="issued_report_revision_names_the_old_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.plan_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("issued-report", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state == ReportState.DRAFT


class ReportPassage(models.Model):
    """One passage of a report: `template` as generated, `text` as edited (None = as generated).

    Both carry their numbers as fields, [[field]], that follow the data until the report is issued.
    """

    report = models.ForeignKey(IssuedReport, models.CASCADE, related_name="passages")
    key = models.CharField("mã", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("phần", max_length=300)
    template = models.TextField("lời sinh sẵn", blank=True)
    # NULL and empty differ: an officer may have taken the passage away.
    text = models.TextField("lời đã sửa", null=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "đoạn của báo cáo"
        verbose_name_plural = "đoạn của báo cáo"
        ordering = ["report_id", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_passage_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"

    @property
    def words(self) -> str:
        """What the report says here, its fields not yet filled in."""
        return self.template if self.text is None else self.text


class ReportFile(models.Model):
    """One file of a report as it was built: bytes and their SHA-256. `size` in bytes."""

    report = models.ForeignKey(IssuedReport, models.CASCADE, related_name="files")
    format = models.CharField("dạng", max_length=10, choices=ReportFormat)
    name = models.CharField("tên tệp", max_length=200)
    # In a column and not in a folder, so that the triggers that guard an issued report reach its files.
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp của báo cáo"
        verbose_name_plural = "tệp của báo cáo"
        ordering = ["report_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
            models.CheckConstraint(condition=Q(format__in=ReportFormat.values), name="report_file_format_known"),
        ]

    def __str__(self) -> str:
        return self.name
