#!/bin/sh
# Run once by the image of PostgreSQL, when the database is made: the user and the database of vocplan. The user is no
# superuser: the triggers that guard the audit trail cannot be passed by as a replica, and no file of the server is read.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$VOCPLAN_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE vocplan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE vocplan OWNER vocplan;
REVOKE ALL ON DATABASE vocplan FROM PUBLIC;
SQL
