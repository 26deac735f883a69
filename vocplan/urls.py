"""The addresses of vocplan. Users and other systems rely on them: docs/adr says when one may change."""

from django.contrib import admin
from django.urls import path

from vocplan import views

handler500 = "vocplan.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
