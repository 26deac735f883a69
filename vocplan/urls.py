"""The addresses of vocplan. Users and other systems rely on them: docs/adr says when one may change."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from agencies.views import SignIn
from vocplan import views

handler500 = "vocplan.views.server_error"

urlpatterns = [
    path("", include("reports.outputs.urls")),
    path("api/v1/", include("vocplan.api_urls")),
    path("accounts/login/", SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("submissions/", include("reports.collection.entry.urls")),
    path("reviews/", include("reports.collection.review.urls")),
    path("obstacles/", include("reports.collection.obstacles.urls")),
    path("", include("reports.collection.evidence.urls")),
    path("official-figures/", include("reports.collection.official_figures.urls")),
    path("duties/", include("reports.collection.duties.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
