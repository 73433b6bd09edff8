# Sourced: sets DATABASE_URL to a PostgreSQL that answers; makes a cluster of its own if none does.

answers() { "$PWD/.venv/bin/python" -c "
import psycopg, sys
with psycopg.connect(sys.argv[1], connect_timeout=3) as c: c.execute('create table if not exists tongban_probe ()'); c.rollback()
" "$1" >/dev/null 2>&1; }

own_cluster() {
  # not local: the trap at the end needs them
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || step "PostgreSQL" debian postgresql ||
    die "没有可用的 PostgreSQL,也无法安装: apt-get install postgresql"
  bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  folder=$(mktemp -d); chmod 755 "$folder"
  as=(); if root; then chown postgres "$folder"; as=(runuser -u postgres --); fi
  "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p 54329 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off" start >/dev/null
  DATABASE_URL=postgres://postgres@127.0.0.1:54329/postgres
  trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
}

DATABASE_URL=${TONGBAN_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432/test}
answers "$DATABASE_URL" || own_cluster
export DATABASE_URL
say "  $DATABASE_URL"
