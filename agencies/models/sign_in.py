"""What is kept about tries to sign in, about devices from which a person has signed in, and about her tokens."""

from django.conf import settings
from django.db import models


class SignInTries(models.Model):
    """Wrong tries for one name from one source: an address, a known device, or all unknown devices together.

    `name_key` is a keyed digest of what was typed as a name: what is no name may be a password. `failures` counts a try
    before its password is looked at, so that many tries at once are no way around the limit; a right one deletes the
    row. `until` is the end of a lock, `turn_at` the end of a wait.
    """

    name_key = models.CharField(max_length=64)
    source = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sign_in_tries")
    address = models.CharField(max_length=45)
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    turn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần đăng nhập sai"
        constraints = [models.UniqueConstraint(fields=["name_key", "source"], name="sign_in_tries_once")]
        indexes = [
            models.Index(fields=["source", "failed_at"], name="sign_in_tries_source"),
            models.Index(fields=["tried_at"], name="sign_in_tries_at"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.failures}"


class KnownDevice(models.Model):
    """A browser in which a person has signed in with the right password; `key` is the digest of its cookie."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    key = models.CharField(max_length=64)
    seen_at = models.DateTimeField()
    # Until when no second factor is asked here.
    remembered_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "thiết bị đã biết"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="known_device_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.seen_at:%d/%m/%Y}"


class TokenScope(models.Model):
    """What a token of the API may do, beside the library's own row of it; without such a row it may write."""

    token = models.OneToOneField("knox.AuthToken", models.CASCADE, related_name="scope", swappable=False)
    may_write = models.BooleanField("được ghi", default=True)
    label = models.CharField("dùng cho", max_length=100, blank=True)

    class Meta:
        verbose_name = "phạm vi mã truy cập"

    def __str__(self) -> str:
        return self.label


class ResetRequest(models.Model):
    """Somebody has forgotten a password and waits for a mail; `user` None where the typed name is nobody's.

    Kept until the mail is out, for an hour at most. A name of nobody gets its row too, so that asking takes as long.
    With `asked_by` it is an invitation that an administrator sends; kept for a day at most.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="reset_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    # The page that takes the code, as the person's browser reaches it.
    page = models.URLField(max_length=300)
    asked_at = models.DateTimeField()
    try_after = models.DateTimeField()

    class Meta:
        verbose_name = "yêu cầu đặt lại mật khẩu"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.asked_at:%d/%m/%Y}"


class SignInLetter(models.Model):
    """A code for one use, printed or mailed, with which a person sets her password; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    digest = models.CharField(max_length=64, unique=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "giấy mời"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.ends_at:%d/%m/%Y}"
