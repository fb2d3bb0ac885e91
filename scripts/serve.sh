#!/usr/bin/env bash
# Serves one installation with demo data: prepares it, then runs the web server and the worker until Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export MODE="${MODE:-demo}" DATA_DIR="${DATA_DIR:-var}" PORT="${PORT:-8000}"
port="$PORT"
address="http://127.0.0.1:$port"
flask=(.venv/bin/flask --app wsgi)

if ! .venv/bin/python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null; then
  echo "port $port is taken; choose another: PORT=8001 make run" >&2
  exit 1
fi

"${flask[@]}" storage prepare
"${flask[@]}" db upgrade
logins="$("${flask[@]}" demo seed)"

running=()
stop() {
  trap - EXIT INT TERM
  kill "${running[@]}" 2>/dev/null || true
  wait || true
}
trap stop EXIT
trap 'stop; exit 0' INT TERM

.venv/bin/python -m huey.bin.huey_consumer wsgi.huey -k thread -q &
running+=($!)
.venv/bin/gunicorn wsgi:app --bind "127.0.0.1:$port" --worker-class gthread --workers 1 --threads 8 \
  --no-control-socket --log-level warning &
web=$!
running+=("$web")

answers() {
  .venv/bin/python -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=2)' "$address/healthz" 2>/dev/null
}
until answers; do
  kill -0 "$web" 2>/dev/null || { echo "the web server did not start; is port $port free?" >&2; exit 1; }
  sleep 0.3
done
printf '\n%s\n\nWuzhi Patrol: %s/ (stop with Ctrl-C)\n\n' "$logins" "$address"

# Neither is of use without the other: when one ends, so does this.
wait -n "${running[@]}"
