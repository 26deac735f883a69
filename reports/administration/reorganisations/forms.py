"""What the pages of reorganisations post, as domain types. Never saves."""

from django import forms

from agencies.catalogue_files.entries import CatalogueError, Place, parse
from agencies.reorganisations.steps import Document, document_of

# The largest shipped one, of a province with 126 communes, has a small part of this.
MAX_DOCUMENT = 512 * 1024


class DraftForm(forms.Form):
    """A reorganisation from a file of one's own."""

    file = forms.FileField(
        label="Tệp của đợt sắp xếp (.yaml)",
        help_text="Theo mẫu tải ở trang này: đơn vị kết thúc, đơn vị bắt đầu, ai nhận việc của ai.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp .yaml của đợt sắp xếp."},
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml", "class": "input"}),
    )

    def clean_file(self) -> Document:
        file = self.cleaned_data["file"]
        if file.size > MAX_DOCUMENT:
            raise forms.ValidationError(f"Tệp lớn hơn {MAX_DOCUMENT // 1024} kB: không phải một đợt sắp xếp.")
        place = Place(file.name)
        try:
            return document_of(parse(file.read(), place), place)
        except CatalogueError as error:
            raise forms.ValidationError(str(error)) from error


class MoveForm(forms.Form):
    """A move of a reorganisation: from which version, and what is done."""

    version = forms.IntegerField(min_value=1)
    action = forms.ChoiceField(choices=[(name, name) for name in ("confirm", "back", "apply", "undo")])


class AcceptForm(forms.Form):
    """Why something may fall to nobody."""

    gap = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500, label="Lý do", error_messages={"required": "Ghi lý do."})
