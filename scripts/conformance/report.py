"""Reads the lines of validate.py (`VERSION<TAB>JSON`) on standard input and writes docs/conformance.md to standard output."""
import collections
import json
import sys

eark_version, commons_ip = sys.argv[1], sys.argv[2]
rows, warnings, errors = [], {}, 0
for line in sys.stdin:
    version, text = line.rstrip('\n').split('\t', 1)
    r = json.loads(text)
    count = collections.Counter(m['severity'].lower() for m in r['messages'])
    errors += count['error']
    rows.append(f"| {r['package']} | {version} | {r['structure']} | {r['schema']} | {r['schematron']} | {count['error']} | {count['warn'] + count['warning']} |")
    for m in r['messages']:
        if m['severity'].lower().startswith('warn'):
            warnings.setdefault(m['rule_id'], m['message'])

print(f"""# Conformance with E-ARK CSIP

Written by `scripts/conformance/run.sh`; how and with what: `scripts/conformance/README.md`.

## eark-validator {eark_version}

| package | rules | structure | METS schema | CSIP Schematron | errors | warnings |
|---|---|---|---|---|---|---|
""" + '\n'.join(rows) + f"""

Errors: {errors}. A copy of a package whose METS.xml lacks OBJID was refused in the same run (CSIP1), so the validator does look.

Warnings, all known and kept:
""" + '\n'.join(f'- **{k}**: {v}' for k, v in sorted(warnings.items())) + f"""

CSIPSTR12, CSIPSTR13 and CSIP105 ask for a METS.xml per representation; E-ARK allows one METS.xml for the whole package, and a record here is small.

What this can't judge: there are rule sets for CSIP 2.0.4 and 2.1.0 only, none for 2.2.0 and none for AIPs; PREMIS is not read, and neither
references nor checksums are compared with the files. `dantao verify` and the schema tests do that.

## commons-ip

{commons_ip}
""", end='')
