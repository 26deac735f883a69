"""People, bodies, who coordinates and reorganisations: the administrator's pages, and what of them goes on record."""
