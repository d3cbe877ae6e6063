import { agree, withDeclared } from '../agreement.js';
import { type SourcedFact } from '../fact.js';
import { type KindInput, type KindReading, type RecordKind } from '../kind.js';
import { cnRules } from './cn-rules.js';
import { aboutRecord, declaredInvoiceFacts } from './declared.js';
import { renditionsOf, TRUST } from './documents.js';
import { FIELDS } from './fields.js';
import { verificationFacts } from './verification.js';

/** Said of the file, or in words that are another's code elsewhere: not the same thing in two renditions. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'invoice-type',
  'issue-type',
  'generation-time',
  'shown-origin',
  'signature-algorithm',
  'signature-time',
  'tax-control-code',
  'seller-address',
  'seller-account',
  'buyer-address',
  'buyer-account',
  'remark',
  'specification-id',
  'business-process',
]);
const MAX_FINDINGS = 50;

/** 电子发票: one invoice, in one or several renditions (XML, OFD, PDF). */
export const eInvoice: RecordKind = {
  id: 'e-invoice',
  zh: '电子发票',
  en: 'E-invoice',
  basis: 'implementations',
  fields: FIELDS,
  recognise,
  read,
  defaults: { classification: 'KU', retention: 'D30' },
};

function recognise({ files }: KindInput): 0 | 1 | 2 {
  const renditions = renditionsOf(files);
  if (renditions.length === 0) return 0;
  // A ticket or a receipt is a voucher of its own kind, though its page says 发票号码 too.
  if (files.some(({ documents }) => documents.some(({ document }) => /^xbrl-(?!e?inv$)/.test(document)))) return 1;
  const sure = renditions.some(({ trust, rules, facts }) => trust >= TRUST.data || rules.keyOf(facts.facts) !== null);
  return sure ? 2 : 1;
}

function read({ declaration, files }: KindInput): KindReading {
  const renditions = renditionsOf(files);
  const rules = renditions[0]?.rules ?? cnRules;
  const agreed = agree(
    renditions.map(({ file, facts }) => ({ file, document: facts })),
    NOT_COMPARED,
  );
  const verified = verificationFacts(declaration);
  const { facts, findings } = withDeclared(agreed, [...verified.facts, ...declaredInvoiceFacts(declaration)]);
  facts.push(...taxSignatureFacts(facts));
  const checked = renditions.flatMap((one) =>
    one.rules.check(one.facts.facts.map((fact) => ({ ...fact, file: one.file, reader: one.facts.reader }))),
  );
  const whole = facts.filter(({ group }) => group === undefined);
  const key = rules.keyOf(whole);
  const said = (name: string): string | null => whole.find((fact) => fact.key === name)?.value ?? null;
  const title = [said('seller-name'), said('invoice-number')];
  return {
    facts,
    duplicateKey: key,
    title: title.includes(null) ? null : title.join(' '),
    relations: rules.correctsOf(facts).map(({ key: other, by }) => ({
      type: rules.relation,
      key: other,
      place: by.place,
      file: by.file,
    })),
    voucher: key === null ? null : { key, amount: rules.amountOf(whole), currency: said('currency') ?? rules.currency },
    findings: unique([
      ...findings,
      ...verified.findings,
      ...aboutRecord(declaration, facts),
      ...checked,
      ...rules.checkRecord(facts),
    ]).slice(0, MAX_FINDINGS),
  };
}

/** The XML signature of the tax bureau is there and can't be verified by anyone outside: never shown as passed. */
function taxSignatureFacts(facts: readonly SourcedFact[]): SourcedFact[] {
  const algorithm = facts.find(({ key, reader }) => key === 'signature-algorithm' && reader.startsWith('cn-einvoice/'));
  if (algorithm === undefined) return [];
  const text = '未验证：税务局签名的规范化方法与证书链未公开';
  return [{ ...algorithm, key: 'signature-state', type: 'code', text, value: 'not-verified', reader: 'e-invoice/1' }];
}

/** Three renditions of one wrong invoice say one wrong thing: the most trusted of them says it. */
function unique<T extends { code: string; message: string; expected?: string; found?: string }>(findings: T[]): T[] {
  const seen = new Set<string>();
  return findings.filter(({ code, message, expected, found }) => {
    const at = JSON.stringify([code, expected, found, code === 'FACTS_DIFFER' ? message : '']);
    return seen.has(at) ? false : seen.add(at);
  });
}
