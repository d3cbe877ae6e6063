#!/bin/sh
# Other people's validators over our packages; writes docs/conformance.md. Not part of `npm test`: it installs from PyPI.
# Usage: run.sh [PACKAGE.zip …] (default: the golden packages). COMMONS_IP_JAR: see README.md. Exit 1 when a package has an error.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
eark_version=1.1.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- "$root"/test/golden/package/*.zip

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "eark-validator==$eark_version"
python="$work/venv/bin/python"

status=0
for rules in V2.0.4 V2.1.0; do
  "$python" "$here/validate.py" "$rules" "$@" > "$work/out" || status=1
  sed "s/^/$rules	/" "$work/out" >> "$work/lines"
done

# A validator that accepts everything would look the same: one package is spoilt, and must be refused.
"$python" - "$1" "$work/spoilt.zip" <<'PY'
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], 'w') as new:
    for info in old.infolist():
        data = old.read(info)
        new.writestr(info, re.sub(rb' OBJID="[^"]*"', b'', data, count=1) if info.filename.endswith('METS.xml') else data)
PY
if "$python" "$here/validate.py" V2.1.0 "$work/spoilt.zip" > "$work/spoilt"; then
  echo 'eark-validator accepted a METS.xml without OBJID' >&2
  status=1
fi
grep -q '"CSIP1"' "$work/spoilt" || { echo 'CSIP1 was not reported for the spoilt package' >&2; status=1; }

if [ -n "${COMMONS_IP_JAR:-}" ]; then
  mkdir "$work/reports"
  for package in "$@"; do
    java -jar "$COMMONS_IP_JAR" validate -i "$package" --specification-version 2.2.0 -o "$work/reports" > "$work/commons-ip.log" 2>&1 || status=1
  done
  commons_ip=$("$python" - "$work/reports" <<'PY'
import json, pathlib, sys
reports = sorted(pathlib.Path(sys.argv[1]).rglob('*.json'))
lines = []
for path in reports:
    report = json.loads(path.read_text())
    summary = report.get('summary', {})
    failed = [r.get('specification', '') + ' ' + str(r.get('id', '')) for r in report.get('validation', []) if (r.get('testing') or {}).get('outcome') == 'FAILED']
    lines.append(f'- {path.name}: {json.dumps(summary)}; failed: {", ".join(failed) or "none"}')
print('\n'.join(lines) if lines else 'Ran, but wrote no report: not established.')
PY
)
else
  commons_ip='Not run. It is not on Maven Central (org.roda-project:commons-ip2), so it needs a build of its source at the pinned commit; what it would say is not established.'
fi

"$python" "$here/report.py" "$eark_version" "$commons_ip" < "$work/lines" > "$root/docs/conformance.md"
exit $status
