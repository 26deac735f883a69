from django.urls import path

from reports.audit import views

urlpatterns = [path("<int:pk>/cells/<slug:code>/history/", views.cell_history, name="submission-cell-history")]
