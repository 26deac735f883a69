from django.urls import path

from reports.collection.entry import views
from reports.collection.entry.after_sending import views as sent_views
from reports.collection.entry.help import cell_help

urlpatterns = [
    path("", views.submission_list, name="submission-list"),
    path("<int:pk>/", views.submission, name="submission"),
    path("<int:pk>/cells/", views.submission_cells, name="submission-cells"),
    path("<int:pk>/submit/", views.submission_submit, name="submission-submit"),
    path("<int:pk>/cells/<slug:code>/help/", cell_help, name="submission-cell-help"),
    path("<int:pk>/sent/", sent_views.submission_sent, name="submission-sent"),
    path("<int:pk>/paper/", sent_views.submission_paper, name="submission-paper"),
    path("<int:pk>/part-of-year/", views.submission_part, name="submission-part"),
    path("<int:pk>/withdraw/", views.submission_withdraw, name="submission-withdraw"),
]
