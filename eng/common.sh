# Sourced by run, test and the scripts beside it. src/Lab.Platforms/LabHome.cs has the same folders.
if [ -z "${LAB_HOME:-}" ]; then
  if [ "$(id -u)" = 0 ]; then LAB_HOME=/var/lib/lab; else LAB_HOME=$HOME/.local/share/lab; fi
fi
export LAB_HOME
LAB_RUN=/run/lab
LAB_NETNS=/run/netns/lab
export VAGRANT_HOME=$LAB_HOME/vagrant

fail() { # MESSAGE: a mistake of the user's or a missing prerequisite
  echo "lab: $*" >&2
  exit 2
}

# step TEXT COMMAND…: runs the command with its output in a log; says TEXT once it takes longer than two seconds,
# and how long it took; on failure shows the end of the log.
step() {
  local text=$1 log pid status=0 begun=$SECONDS announced=
  shift
  mkdir -p "$LAB_HOME/log"
  log=$(mktemp "$LAB_HOME/log/step.XXXXXX")
  "$@" > "$log" 2>&1 < /dev/null &
  pid=$!
  while kill -0 "$pid" 2> /dev/null; do
    if [ -z "$announced" ] && [ $((SECONDS - begun)) -ge 2 ]; then
      echo "$text …"
      announced=yes
    fi
    sleep 0.1
  done
  wait "$pid" || status=$?
  if [ "$status" -ne 0 ]; then
    echo "lab: $text failed ($status). The end of $log:" >&2
    tail -n 15 "$log" >&2
    return "$status"
  fi
  [ -z "$announced" ] || echo "$text: $((SECONDS - begun)) s"
  rm -f "$log"
}
