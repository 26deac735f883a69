from django.urls import path

from reports.dashboards.lineage import views

urlpatterns = [path("<int:pk>/", views.lineage, name="lineage")]
