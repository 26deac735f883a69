from django.urls import path

from reports.collection.notices import views

urlpatterns = [
    path("", views.notice_list, name="notice-list"),
    path("read/", views.notice_read, name="notice-read"),
    path("resend/", views.notice_resend, name="notice-resend"),
    path("<int:pk>/", views.notice_open, name="notice-open"),
]
