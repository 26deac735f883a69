"""What a person types about her own account. Django's form checks the password: length and lists, no composition."""

from django.contrib.auth.forms import PasswordChangeForm


class OwnPasswordForm(PasswordChangeForm):
    """The present password once, the new one twice."""

    error_messages = {
        "password_mismatch": "Hai lần gõ mật khẩu mới chưa giống nhau. Gõ lại cả hai.",
        "password_incorrect": "Mật khẩu đang dùng chưa đúng. Gõ lại.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        said = {
            "old_password": ("Mật khẩu đang dùng", "Gõ mật khẩu đang dùng."),
            "new_password1": ("Mật khẩu mới", "Gõ mật khẩu mới."),
            "new_password2": ("Gõ lại mật khẩu mới", "Gõ mật khẩu mới lần thứ hai."),
        }
        for name, (label, missing) in said.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages = {**field.error_messages, "required": missing}
