"""eark-validator over packages, offline: `validate.py VERSION PACKAGE…` prints one JSON object per package.

The validator fetches four CSIP vocabularies when it is imported; they are served from vocabularies/ here (their origin: README.md),
and any other address is refused, so that the verdict does not depend on the day. Exit code 1 when a package has an error.
"""
import contextlib
import io
import json
import pathlib
import sys
import urllib.request

HERE = pathlib.Path(__file__).parent / 'vocabularies'


def local(url, *args, **kwargs):
    path = HERE / str(url).rsplit('/', 1)[-1]
    if not str(url).startswith('https://earkcsip.dilcis.eu/schema/') or not path.is_file():
        raise OSError(f'not served here: {url}')
    return io.BytesIO(path.read_bytes())


urllib.request.urlopen = local

from eark_validator.specifications.specification import SpecificationVersion  # noqa: E402
from eark_validator.packages import PackageValidator  # noqa: E402


def results(part):
    """All messages of a part of the report, whatever the version of the model calls the lists."""
    found = []
    if isinstance(part, dict):
        if 'rule_id' in part and 'severity' in part:
            found.append({k: str(part.get(k)) for k in ('rule_id', 'severity', 'location', 'message')})
        for value in part.values():
            found += results(value)
    elif isinstance(part, list):
        for value in part:
            found += results(value)
    return found


def main(version, packages):
    failed = False
    for name in packages:
        with contextlib.redirect_stdout(io.StringIO()):
            report = json.loads(PackageValidator(pathlib.Path(name), SpecificationVersion(version)).validation_report.model_dump_json())
        metadata = report.get('metadata') or {}
        summary = {
            'package': pathlib.Path(name).name,
            'structure': (report.get('structure') or {}).get('status'),
            'schema': (metadata.get('schema_results') or {}).get('status'),
            'schematron': (metadata.get('schematron_results') or {}).get('status'),
            'messages': results(report),
        }
        # Absent is not passed: each of the three must have been said.
        good = (summary['structure'], summary['schema'], summary['schematron']) == ('WellFormed', 'VALID', 'VALID')
        errors = [m for m in summary['messages'] if 'ERROR' in m['severity'].upper()]
        failed = failed or not good or bool(errors)
        print(json.dumps(summary, ensure_ascii=False))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2:]))
