#!/bin/sh
# Does what the official image's entry point does with an empty and with a used data folder, as far as this project
# relies on it: https://github.com/docker-library/postgres
set -eu

if [ "$1" != postgres ]; then
  exec "$@"
fi

if [ "$(id -u)" = 0 ]; then
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    POSTGRES_PASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"
    export POSTGRES_PASSWORD
    unset POSTGRES_PASSWORD_FILE
  fi
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres {} +
  chown postgres /var/run/postgresql
  chmod 3777 /var/run/postgresql
  exec su postgres -s /bin/sh -c 'exec "$0" "$@"' -- docker-entrypoint.sh "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_USER:=postgres}"
  : "${POSTGRES_DB:=$POSTGRES_USER}"
  if [ -z "${POSTGRES_PASSWORD:-}" ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2
    exit 1
  fi
  export POSTGRES_PASSWORD PGPASSWORD="$POSTGRES_PASSWORD"
  password=/tmp/.initial-password
  (umask 077 && printf '%s\n' "$POSTGRES_PASSWORD" > "$password")
  initdb --username="$POSTGRES_USER" --pwfile="$password" --no-sync
  rm "$password"
  # Without a password only from inside of the container, which initdb says already.
  printf '\nhost all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"

  # Nobody outside of the container gets in before the set-up is done.
  pg_ctl --wait -o "$(shift && echo "$*") -c listen_addresses='' -p 5432" start
  psql="psql -X -q -v ON_ERROR_STOP=1 --no-password -U $POSTGRES_USER"
  if [ "$POSTGRES_DB" != postgres ]; then
    echo 'CREATE DATABASE :"name"' | $psql -d postgres -v name="$POSTGRES_DB"
  fi
  for file in /docker-entrypoint-initdb.d/*.sql; do
    if [ -f "$file" ]; then $psql -d "$POSTGRES_DB" -f "$file"; fi
  done
  pg_ctl --wait --mode=fast stop
  unset PGPASSWORD
fi

exec "$@"
