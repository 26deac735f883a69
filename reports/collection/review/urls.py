from django.urls import path

from reports.collection.review import views

urlpatterns = [
    path("", views.review_list, name="review-list"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/decide/", views.review_decide, name="review-decide"),
    path("<int:pk>/draft/", views.review_draft, name="review-draft"),
    path("<int:pk>/effect/", views.review_effect, name="review-effect"),
    path("<int:pk>/undo/<int:version>/", views.review_undo, name="review-undo"),
    path("<int:pk>/extend/", views.review_extend, name="review-extend"),
    path("<int:pk>/reopen/", views.review_reopen, name="review-reopen"),
]
