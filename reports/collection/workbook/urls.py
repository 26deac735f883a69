from django.urls import path

from reports.collection.workbook import views

urlpatterns = [
    path("<int:pk>/workbook/", views.workbook, name="submission-workbook"),
    path("<int:pk>/workbook/upload/", views.workbook_upload, name="submission-workbook-upload"),
    path("<int:pk>/workbook/apply/", views.workbook_apply, name="submission-workbook-apply"),
]
