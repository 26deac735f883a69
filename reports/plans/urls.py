from django.urls import path

from reports.plans import views

urlpatterns = [
    path("new/", views.plan_new, name="plan-new"),
    path("<slug:code>/edit/", views.plan_edit, name="plan-edit"),
    path("<slug:code>/yaml/", views.plan_yaml, name="plan-yaml"),
    path("<slug:code>/xlsx/", views.plan_xlsx, name="plan-xlsx"),
    path("<slug:code>/document/", views.plan_document, name="plan-document"),
]
