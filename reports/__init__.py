"""WHAT WAS DONE: periods, submissions, figures, review, progress, dashboards."""
