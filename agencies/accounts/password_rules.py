"""Which passwords are refused because they are tried first. No rule asks for capitals, digits or signs (ASVS 6.2)."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError

from agencies.models import User
from agencies.vietnamese_text import search_key

# What Vietnamese offices try first, without marks; Django's own list of 20,000 words is English.
LOCAL_WORDS = frozenset(
    {
        *("matkhau", "matkhaumoi", "anhyeuem", "emyeuanh", "toiyeuvietnam", "vietnam", "hanoi", "thanhphohanoi"),
        *("lamdong", "ubnd", "soldtbxh", "laodong", "giaoduc", "giaoducnghenghiep", "daotao"),
        *("vocplan", "quantri", "nguoidung", "admin", "administrator"),
    }
)


class LengthRule(MinimumLengthValidator):
    """A least length, told plainly."""

    def get_error_message(self) -> str:
        return f"Mật khẩu mới quá ngắn: cần từ {self.min_length} ký tự."


class KnownWordRule(CommonPasswordValidator):
    """One known word, whole, repeated or with digits and signs around it; several words make a good password."""

    def validate(self, password: str, user: User | None = None) -> None:
        # Without marks, because "mậtkhẩu" is tried as soon as "matkhau".
        words = {single_word(word) for word in re.findall(r"[a-z]+", search_key(password))}
        known = all(word in LOCAL_WORDS or word in self.passwords for word in words)
        if (len(words) <= 1 and known) or password.lower() in self.passwords:
            raise ValidationError(
                "Mật khẩu mới quá phổ biến, dễ bị đoán. Ghép vài từ không liên quan thành một câu.",
                code="password_too_common",
            )


def single_word(word: str) -> str:
    """ "passwordpassword" -> "password" """
    return re.sub(r"^(.+?)\1+$", r"\1", word)
