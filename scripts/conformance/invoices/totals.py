"""Compares what Dantao reads of EN 16931 invoices with an independent reader.

    node bin/dantao.mjs inspect --json FILES... > lines.jsonl
    python3 scripts/conformance/invoices/totals.py FOLDER lines.jsonl [--list]

The independent reader shares nothing with ours: libexpat through Python's ElementTree, paths with namespaces written here by
business term from the syntax bindings of CEN/TC 434, decimals as `decimal.Decimal`; embedded files of a PDF are taken out by
`pdfdetach` (poppler-utils). FOLDER is where the paths of the lines begin. Exit 1: something differs.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from decimal import Decimal, InvalidOperation

CBC = '{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}'
CAC = '{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}'
RSM = '{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}'
RAM = '{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}'
UDT = '{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}'
FERD = '{urn:ferd:CrossIndustryDocument:invoice:1p0}'
RAM12 = '{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12}'
UDT15 = '{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15}'


def path(*parts):
    return '/'.join(parts)


def ubl(note):
    total = CAC + 'LegalMonetaryTotal'
    seller = path(CAC + 'AccountingSupplierParty', CAC + 'Party')
    return {
        'invoice-number': CBC + 'ID', 'issue-date': CBC + 'IssueDate', 'currency': CBC + 'DocumentCurrencyCode',
        'invoice-type': CBC + ('CreditNoteTypeCode' if note else 'InvoiceTypeCode'),
        'seller-name': path(seller, CAC + 'PartyLegalEntity', CBC + 'RegistrationName'),
        'buyer-name': path(CAC + 'AccountingCustomerParty', CAC + 'Party', CAC + 'PartyLegalEntity', CBC + 'RegistrationName'),
        'lines-total': path(total, CBC + 'LineExtensionAmount'),
        'total-without-tax': path(total, CBC + 'TaxExclusiveAmount'), 'total-with-tax': path(total, CBC + 'TaxInclusiveAmount'),
        'payable-amount': path(total, CBC + 'PayableAmount'),
        'tax': path(CAC + 'TaxTotal', CBC + 'TaxAmount'),
        'lines': CAC + ('CreditNoteLine' if note else 'InvoiceLine'), 'line-amount': CBC + 'LineExtensionAmount',
        'vat': path(CAC + 'TaxTotal', CAC + 'TaxSubtotal'), 'vat-amount': CBC + 'TaxAmount',
    }


def cii(rsm, ram, udt, doc, trade, agree, settle, head, line):
    top, header = rsm + trade, rsm + doc
    settlement = path(top, ram + settle)
    total = path(settlement, ram + head)
    return {
        'invoice-number': path(header, ram + 'ID'), 'invoice-type': path(header, ram + 'TypeCode'),
        'issue-date': path(header, ram + 'IssueDateTime', udt + 'DateTimeString'),
        'currency': path(settlement, ram + 'InvoiceCurrencyCode'),
        'seller-name': path(top, ram + agree, ram + 'SellerTradeParty', ram + 'Name'),
        'buyer-name': path(top, ram + agree, ram + 'BuyerTradeParty', ram + 'Name'),
        'lines-total': path(total, ram + 'LineTotalAmount'),
        'total-without-tax': path(total, ram + 'TaxBasisTotalAmount'), 'total-with-tax': path(total, ram + 'GrandTotalAmount'),
        'payable-amount': path(total, ram + 'DuePayableAmount'), 'tax': path(total, ram + 'TaxTotalAmount'),
        'lines': path(top, ram + 'IncludedSupplyChainTradeLineItem'), 'line-amount': line,
        'vat': path(settlement, ram + 'ApplicableTradeTax'), 'vat-amount': ram + 'CalculatedAmount',
    }


BINDINGS = {
    '{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice': ubl(False),
    '{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote': ubl(True),
    RSM + 'CrossIndustryInvoice': cii(
        RSM, RAM, UDT, 'ExchangedDocument', 'SupplyChainTradeTransaction', 'ApplicableHeaderTradeAgreement',
        'ApplicableHeaderTradeSettlement', 'SpecifiedTradeSettlementHeaderMonetarySummation',
        path(RAM + 'SpecifiedLineTradeSettlement', RAM + 'SpecifiedTradeSettlementLineMonetarySummation', RAM + 'LineTotalAmount')),
    FERD + 'CrossIndustryDocument': cii(
        FERD, RAM12, UDT15, 'HeaderExchangedDocument', 'SpecifiedSupplyChainTradeTransaction', 'ApplicableSupplyChainTradeAgreement',
        'ApplicableSupplyChainTradeSettlement', 'SpecifiedTradeSettlementMonetarySummation',
        path(RAM12 + 'SpecifiedSupplyChainTradeSettlement', RAM12 + 'SpecifiedTradeSettlementMonetarySummation', RAM12 + 'LineTotalAmount')),
}
PLAIN = ('invoice-number', 'invoice-type', 'issue-date', 'currency', 'seller-name', 'buyer-name',
         'lines-total', 'total-without-tax', 'total-with-tax', 'payable-amount')


def text(element):
    return None if element is None or element.text is None or not element.text.strip() else element.text.strip()


def first(root, where):
    return next((said for said in (text(one) for one in root.findall(where)) if said), None)


def independent(data):
    """The terms of an invoice by name; None when the bytes are no invoice that is looked at."""
    try:
        root = ET.fromstring(data)
    except ET.ParseError:
        return None
    terms = BINDINGS.get(root.tag)
    if terms is None:
        return None
    said = {key: first(root, terms[key]) for key in PLAIN}
    taxes = [(one.get('currencyID') or said['currency'], text(one)) for one in root.findall(terms['tax'])]
    own = [amount for currency, amount in taxes if currency == said['currency'] and amount]
    said['total-tax'] = own[0] if own else taxes[0][1] if len(taxes) == 1 else None
    said['lines'] = str(len(root.findall(terms['lines'])))
    said['line amounts'] = [first(one, terms['line-amount']) for one in root.findall(terms['lines'])]
    said['vat amounts'] = [first(one, terms['vat-amount']) for one in root.findall(terms['vat'])]
    return said


def embedded(file):
    """Name to bytes of the embedded files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['pdfdetach', '-saveall', '-o', folder, str(file)], capture_output=True, timeout=60, check=False)
        return {one.name: one.read_bytes() for one in pathlib.Path(folder).iterdir() if one.is_file()}


def form(key, value):
    """One form for both sides: amounts as decimals, dates as digits."""
    if value is None:
        return None
    if 'date' in key:
        return re.sub(r'(Z|[+-]\d\d:\d\d)$', '', value).replace('-', '')[:8]
    if 'total' in key or 'amount' in key:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value


def ours(document):
    facts = document['facts']
    said = {fact['key']: fact['text'] for fact in reversed(facts) if 'group' not in fact}
    groups = lambda family: sorted({fact['group'] for fact in facts if re.fullmatch(family + r'/\d+', fact.get('group', ''))},
                                   key=lambda name: int(name.split('/')[1]))
    within = lambda group, key: next((fact['text'] for fact in facts if fact.get('group') == group and fact['key'] == key), None)
    said['lines'] = str(len(groups('line')))
    said['line amounts'] = [within(group, 'amount') for group in groups('line')]
    said['vat amounts'] = [within(group, 'tax-amount') for group in groups('vat')]
    return said


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('folder', type=pathlib.Path)
    ap.add_argument('lines', type=pathlib.Path)
    ap.add_argument('--list', action='store_true', help='name every file that is compared')
    args = ap.parse_args()
    compared = terms = differing = 0
    only_one = []
    for line in args.lines.read_text('utf8').splitlines():
        told = json.loads(line)
        file = args.folder / told['file']
        data = {'': file.read_bytes()} if not told['file'].lower().endswith('.pdf') else embedded(file)
        theirs = [said for said in (independent(one) for _, one in sorted(data.items())) if said]
        mine = [ours(one) for one in told.get('documents', []) if one['document'] in ('ubl-invoice', 'cii-invoice')]
        if not theirs and not mine:
            continue
        if len(theirs) != len(mine):
            only_one.append(f"{told['file']}: {len(theirs)} by the independent reader, {len(mine)} by Dantao")
            continue
        compared += 1
        if args.list:
            print('compared', told['file'])
        order = lambda said: (said.get('invoice-number') or '', said.get('payable-amount') or '', said.get('invoice-type') or '')
        for one, other in zip(sorted(theirs, key=order), sorted(mine, key=order)):
            for key in one:
                want, got = one[key], other.get(key)
                terms += 1
                same = ([form(key, x) for x in want] == [form(key, x) for x in got] if isinstance(want, list)
                        else form(key, want) == form(key, got))
                if not same:
                    differing += 1
                    print(f"{told['file']}: {key}: {want!r} by the independent reader, {got!r} by Dantao")
    for what in only_one:
        print('one only:', what)
    print(f'{compared} files compared, {terms} terms, {differing} differ; {len(only_one)} files read by one of the two only')
    return 1 if differing or only_one else 0


if __name__ == '__main__':
    sys.exit(main())
