"""WHO: localities, agencies, users, memberships, roles, access."""
