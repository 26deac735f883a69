from django.urls import path

from reports.collection.review import views

urlpatterns = [
    path("", views.review_list, name="review-list"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/decide/", views.review_decide, name="review-decide"),
    path("<int:pk>/reopen/", views.review_reopen, name="review-reopen"),
]
