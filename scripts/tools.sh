# What the programs of this folder need from the machine: a JDK 25, Node.js, and npm packages. Sourced by ./tincan, ./dev and scripts/test.sh.

die() { # sentence…: one clear sentence with the next step, exit code 2
  printf '%s\n' "$*" >&2
  exit 2
}

is_jdk_25() { # folder
  [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk() {
  local folder on_path
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for folder in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$folder" ] && is_jdk_25 "$folder"; then
      export JAVA_HOME=$folder
      return
    fi
  done
  die "Tincan needs a JDK 25 and found none; install one (Debian and Ubuntu: 'apt install openjdk-25-jdk-headless', or from https://adoptium.net) or set JAVA_HOME to it."
}

need_npm() {
  command -v node > /dev/null && command -v npm > /dev/null ||
    die "Building the page needs Node.js 20 or newer with npm and found none; install it (Debian and Ubuntu: 'apt install nodejs npm', or from https://nodejs.org)."
}

web_tools() { # folder: installs all that its package-lock.json names, unless it is there; Biome is not in what a build installs
  need_npm
  if [ ! -e "$1/node_modules/.package-lock.json" ] || [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ] ||
    [ ! -e "$1/node_modules/.bin/biome" ]; then
    (cd "$1" && npm ci --no-audit --no-fund)
  fi
}
