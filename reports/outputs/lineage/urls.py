from django.urls import path

from reports.outputs.lineage import views

urlpatterns = [path("<int:pk>/", views.lineage, name="lineage")]
