# Sourced by run, test and the scripts beside it. src/Lab.Platforms/LabHome.cs has the same folders.
if [ -z "${LAB_HOME:-}" ]; then
  if [ "$(id -u)" = 0 ]; then LAB_HOME=/var/lib/lab; else LAB_HOME=$HOME/.local/share/lab; fi
fi
LAB_HOME=$(realpath --canonicalize-missing --no-symlinks -- "$LAB_HOME" 2> /dev/null || echo "$LAB_HOME")
export LAB_HOME
LAB_MARKER=$LAB_HOME/.lab-installation
LAB_RUN=/run/lab
LAB_NETNS=/run/netns/lab
export VAGRANT_HOME=$LAB_HOME/vagrant

fail() { # MESSAGE: a mistake of the user's or a missing prerequisite
  echo "lab: $*" >&2
  exit 2
}

# The marker says that the folder is the lab's: nothing is made or removed in one without it.
# src/Lab.Platforms/Installation.cs reads and writes the same file.
marked() { [ -f "$LAB_MARKER" ]; }

installation() { sed -n 's/.*"installation": *"\([0-9a-f-]\{36\}\)".*/\1/p' "$LAB_MARKER"; }

# require_home: makes and marks the folder; refuses one that holds something and has no marker.
require_home() {
  local how=found
  if marked; then
    [ -n "$(installation)" ] || fail "$LAB_MARKER cannot be read as the lab's marker. \`./run home\` says more."
    return
  fi
  [ -d "$LAB_HOME" ] || how=made
  mkdir -p "$LAB_HOME" || fail "the folder $LAB_HOME (LAB_HOME) cannot be made. Name another: LAB_HOME=/a/folder"
  [ -z "$(ls -A -I lost+found "$LAB_HOME")" ] ||
    fail "LAB_HOME is $LAB_HOME, which is not empty and has no marker of the lab's." \
      "The lab uses only a folder of its own, because \`./run clean\` removes it." \
      "Name another or an empty one: LAB_HOME=/a/folder. If an earlier version of the lab made it: ./run home"
  (
    set -o noclobber
    printf '{"installation": "%s", "layout": 1, "date": "%s", "folder": "%s"}\n' \
      "$(cat /proc/sys/kernel/random/uuid)" "$(date --utc +%F)" "$how" > "$LAB_MARKER"
  ) 2> /dev/null || marked ||
    fail "$LAB_MARKER cannot be written. Give access to $LAB_HOME, or name another folder: LAB_HOME=/a/folder"
}

# as_mounted PATH: without links, and as /proc/self/mountinfo writes it: these four in octal.
as_mounted() {
  local path
  path=$(realpath --canonicalize-missing -- "$1")
  path=${path//\\/\\134} path=${path// /\\040} path=${path//$'\t'/\\011} path=${path//$'\n'/\\012}
  printf '%s\n' "$path"
}

# mounts_below PATH: the mount points at and below it, bind mounts of the same disk too.
mounts_below() {
  BELOW=$(as_mounted "$1") awk 'index($5 "/", ENVIRON["BELOW"] "/") == 1 { print $5 }' /proc/self/mountinfo
}

# remove PATH…: the one way in which the scripts remove a folder: only what the guest's build makes below
# $LAB_HOME/guest, never through a link, never across or behind a mount. src/Lab.Platforms/OwnFolder.cs does the same.
remove() {
  local path below mounts
  marked || fail "nothing is removed in $LAB_HOME: it has no marker of the lab's."
  for path in "$@"; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    below=${path#"$LAB_HOME/guest/"}
    [ "$below" != "$path" ] && [ -n "$below" ] && [[ "/$below/" != */../* ]] ||
      fail "$path is not removed: the guest's build did not make it."
    [ ! -L "$path" ] &&
      [ "$(realpath -- "$(dirname -- "$path")")" = "$(realpath -- "$LAB_HOME")$(dirname -- "/guest/$below")" ] ||
      fail "$path is not removed: there is a link on the way to it, and the lab made none. Remove the link."
    mounts=$(mounts_below "$LAB_HOME/guest" | grep -F -x -e "$(as_mounted "$LAB_HOME/guest")" || mounts_below "$path")
    [ -z "$mounts" ] || fail "$path is not removed, because something is mounted in it: ${mounts//$'\n'/, }." \
      "Undo it (umount), and run this again."
    rm -rf --one-file-system -- "$path"
  done
}

# unmount_build: what a build of the guest that was killed left mounted, and nothing else.
unmount_build() {
  local place own='mount|(compiler|rootfs|machine)/(proc|sys|dev)(/.*)?|engine/.*|machine/var/lib/docker(/.*)?'
  mounts_below "$LAB_HOME/guest/.building" | grep -E "/\.building/($own)\$" | tac |
    while read -r place; do umount "$(printf '%b' "${place//\\/\\0}")"; done || true
}

# step TEXT COMMAND…: runs the command with its output in a log; says TEXT once it takes longer than two seconds,
# and how long it took; on failure shows the end of the log.
step() {
  local text=$1 log pid status=0 begun=$SECONDS announced=
  shift
  # What only reads needs no folder of the lab's.
  log=$(marked && mkdir -p "$LAB_HOME/log" 2> /dev/null && mktemp "$LAB_HOME/log/step.XXXXXX" 2> /dev/null) ||
    log=$(mktemp "${TMPDIR:-/tmp}/lab-step.XXXXXX")
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
