from django.conf import settings
from django.db import models

from reports.models.submission import Submission


class WorkbookImport(models.Model):
    """One filled XLSX form that was applied: the same file again changes nothing."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="workbook_imports")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("tên tệp", max_length=200)
    cells = models.PositiveIntegerField("số ô đã nhận")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần nạp tệp"
        ordering = ["submission_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "sha256"], name="workbook_import_once")]

    def __str__(self) -> str:
        return self.name
