#!/bin/sh
# Runs once, as the owner: the role of the service owns no table and is no member of the owner.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=password="$SERVICE_PASSWORD" <<'SQL'
CREATE ROLE dantao_service LOGIN PASSWORD :'password';
SQL
