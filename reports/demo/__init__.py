"""Made-up figures of agencies for trying vocplan out: labelled on every page, removed with one command."""
