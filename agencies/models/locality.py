from django.db import models


class LocalityKind(models.TextChoices):
    COUNTRY = "country", "Cả nước"
    CITY = "city", "Thành phố trực thuộc trung ương"
    PROVINCE = "province", "Tỉnh"


class LocalityQuerySet(models.QuerySet["Locality"]):
    def visible_to(self, user) -> "LocalityQuerySet":
        """The localities in which the user holds a membership now, and the country, whose figures are public."""
        return self.filter(models.Q(pk__in=user.access.locality_ids) | models.Q(kind=LocalityKind.COUNTRY))


class Locality(models.Model):
    """Province-level area that owns plans and agencies; code of the statistics office, two digits."""

    code = models.CharField("mã", max_length=2, unique=True)
    name = models.CharField("tên", max_length=100)
    short_name = models.CharField("tên ngắn", max_length=50)
    kind = models.CharField("loại", max_length=10, choices=LocalityKind)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "địa phương"
        verbose_name_plural = "địa phương"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def whole_name(self) -> str:
        """How a sentence names the area as a whole: "toàn Thành phố", "toàn tỉnh"."""
        return {"city": "toàn Thành phố", "province": "toàn tỉnh"}.get(self.kind, "cả nước")
