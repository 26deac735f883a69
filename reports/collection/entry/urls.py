from django.urls import path

from reports.collection.entry import views

urlpatterns = [
    path("", views.submission_list, name="submission-list"),
    path("<int:pk>/", views.submission, name="submission"),
    path("<int:pk>/cells/", views.submission_cells, name="submission-cells"),
    path("<int:pk>/submit/", views.submission_submit, name="submission-submit"),
    path("<int:pk>/withdraw/", views.submission_withdraw, name="submission-withdraw"),
    path("<int:pk>/duties/<int:duty_pk>/", views.submission_duty, name="submission-duty"),
]
