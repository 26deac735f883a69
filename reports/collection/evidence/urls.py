from django.urls import path

from reports.collection.evidence import views

urlpatterns = [
    path("submissions/<int:pk>/evidence/", views.evidence, name="submission-evidence"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/remove/", views.evidence_remove, name="evidence-remove"),
]
