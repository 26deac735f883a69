"""The first hour of an installation: from an empty database to an open round."""
