from django.urls import path

from reports.collection.history import views

urlpatterns = [path("<int:pk>/cells/<slug:code>/history/", views.cell_history, name="submission-cell-history")]
