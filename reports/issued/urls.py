from django.urls import path

from reports.issued import action_views, views

urlpatterns = [
    path("", views.report_list, name="issued-report-list"),
    path("new/", views.report_new, name="issued-report-new"),
    path("verify/", views.report_verify, name="issued-report-verify"),
    path("<int:pk>/", views.report, name="issued-report"),
    path("<int:pk>/progress/", views.report_progress, name="issued-report-progress"),
    path("<int:pk>/letterhead/", views.report_letterhead, name="issued-report-letterhead"),
    path("<int:pk>/passages/<int:passage_pk>/", views.report_passage, name="issued-report-passage"),
    path("<int:pk>/act/", action_views.report_act, name="issued-report-act"),
    path("<int:pk>/files/<slug:form>/", views.report_file, name="issued-report-file"),
    path("<int:pk>/numbers/<slug:indicator>/<int:year>/", views.report_number, name="issued-report-number"),
]
