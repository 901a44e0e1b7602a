#!/usr/bin/env bash
# One database and one role per service; a role owns its database and reaches no other.
set -eu
for name in gateway workflows dispatcher; do
  variable="$(tr '[:lower:]' '[:upper:]' <<<"$name")_PASSWORD"
  psql -v ON_ERROR_STOP=1 --username postgres -v name="$name" -v password="${!variable}" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke connect on database :"name" from public;
SQL
done
