from django.urls import path

from reports.collection.paste import views

urlpatterns = [path("<int:pk>/paste/", views.submission_paste, name="submission-paste")]
