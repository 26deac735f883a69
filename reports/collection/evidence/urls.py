from django.urls import path

from reports.collection.evidence import part_views, views

urlpatterns = [
    path("submissions/<int:pk>/evidence/", views.evidence, name="submission-evidence"),
    path("submissions/<int:pk>/evidence/part/", part_views.evidence_part, name="submission-evidence-part"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/remove/", views.evidence_remove, name="evidence-remove"),
]
