"""What a plan says as one document: out of the database and into it, compared, and put together piece by piece."""
