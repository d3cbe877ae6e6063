import { type Finding } from '../../finding.js';
import { certificateOf, type CertificateId, parseCertificateId } from '../certificate-id.js';
import { type SourcedFact } from '../fact.js';
import { checkFields, entriesIn, type Fields, readFields } from '../fields.js';
import { recordFinding } from '../findings.js';
import { type FoundRelation, type KindField, type KindInput, type KindReading, type RecordKind } from '../kind.js';
import { fillPattern } from '../pattern.js';
import { E_CERTIFICATE_DATA } from './document.js';
import { relationOf } from './relation.js';

const FIELDS: readonly KindField[] = [
  { key: 'certificate-id', obligation: 'required' },
  { key: 'certificate-name', obligation: 'optional' },
  { key: 'certificate-type-code', obligation: 'optional' },
  { key: 'certificate-number', obligation: 'optional' },
  { key: 'certificate-version', obligation: 'optional' },
  { key: 'certificate-issue-date', obligation: 'optional' },
  { key: 'certificate-status', obligation: 'optional' },
  { key: 'issuer-name', obligation: 'optional' },
  { key: 'issuer-id', obligation: 'optional' },
  { key: 'holder-name', obligation: 'optional' },
  { key: 'holder-id', obligation: 'optional' },
  { key: 'holder-id-type', obligation: 'optional' },
  { key: 'valid-from', obligation: 'optional' },
  { key: 'valid-until', obligation: 'optional' },
  { key: 'former-certificate-id', obligation: 'conditional', condition: 'a renewal, change or revocation' },
  { key: 'former-certificate-relation', obligation: 'optional' },
];

const ENTRIES = entriesIn('certificate');

/** An issued version of an electronic certificate (电子证照). Each version is a record; what follows another one says so. */
export const eCertificate: RecordKind = {
  id: 'e-certificate',
  zh: '电子证照',
  en: 'Electronic certificate',
  basis: 'implementations',
  fields: FIELDS,
  recognise: ({ files, declaration }) => {
    const said = files.some(({ documents }) => documents.some(({ document }) => document === E_CERTIFICATE_DATA));
    // A certificate among other files may be what an item produced.
    if (said) return files.length === 1 ? 2 : 1;
    return Object.keys(declaration.metadata ?? {}).some((name) => name === '证照标识' || name === 'certificate-id')
      ? 1
      : 0;
  },
  read,
  defaults: { classification: null, retention: null },
};

function read(input: KindInput): KindReading {
  const said = readFields(input, [E_CERTIFICATE_DATA], ENTRIES);
  const fact = said.fact('certificate-id');
  const id = fact === undefined ? null : parseCertificateId(fact.text);
  const facts = [...said.facts, ...(fact === undefined || id === null ? [] : partsOf(id, fact, said))];
  const title = fillPattern('{certificate-name}（{holder-name}）', facts) ?? fillPattern('{certificate-name}', facts);
  return {
    facts,
    duplicateKey: id === null ? null : keyOf(id),
    title,
    relations: [...formerOf(facts, fact), ...previousOf(id, fact)],
    voucher: null,
    findings: [
      ...said.findings,
      ...checkFields(FIELDS, said, input),
      ...(fact === undefined ? [] : idFindings(fact, id)),
      ...partFindings(id, said),
      ...validityFindings(said),
    ],
  };
}

/** `e-certificate:<certificate>.<version>`: the same version sent twice is a duplicate, another version is not. */
export function keyOf(id: CertificateId): string {
  return `e-certificate:${certificateOf(id)}.${id.version}`;
}

/** What the identifier says of itself, where nothing else says it. */
function partsOf(id: CertificateId, { file, place }: SourcedFact, said: Fields): SourcedFact[] {
  const parts = [
    ['certificate-type-code', 'code', id.type],
    ['issuer-id', 'identifier', id.issuer],
    ['certificate-version', 'code', id.version],
  ] as const;
  return parts.flatMap(([key, type, text]) =>
    said.fact(key) === undefined
      ? [{ key, type, text, value: text, place: `${place} (certificate-id)`, file, reader: 'e-certificate/1' }]
      : [],
  );
}

/** Those this one follows, by their identifiers. */
function formerOf(facts: readonly SourcedFact[], own: SourcedFact | undefined): FoundRelation[] {
  const type = relationOf(facts);
  return facts.flatMap((fact) => {
    const former =
      fact.key === 'former-certificate-id' && fact.text !== own?.text ? parseCertificateId(fact.text) : null;
    return former === null ? [] : [{ type, key: keyOf(former), place: fact.place, file: fact.file }];
  });
}

/** The second version of a certificate follows the first: its number says so. */
function previousOf(id: CertificateId | null, fact: SourcedFact | undefined): FoundRelation[] {
  const number = Number(id?.version);
  if (id === null || fact === undefined || !Number.isInteger(number) || number < 2) return [];
  const version = String(number - 1).padStart(id.version.length, '0');
  return [{ type: 'version-of', key: keyOf({ ...id, version }), place: fact.place, file: fact.file }];
}

/** The form and the check character are known from public generators alone: a difference is for a person to look at. */
function idFindings({ text, file, place }: SourcedFact, id: CertificateId | null): Finding[] {
  const where = `${file} ${place}`;
  if (id === null)
    return [
      recordFinding('CERTIFICATE_ID_FORM', where, 'the identifier is not the root and five parts', {
        found: text.slice(0, 200),
      }),
    ];
  if (id.unusual.length > 0)
    return [
      recordFinding('CERTIFICATE_ID_FORM', where, `unusual: ${id.unusual.join(', ')}`, { found: text.slice(0, 200) }),
    ];
  if (id.check === id.expected) return [];
  return [
    recordFinding('CERTIFICATE_ID_CHECK', where, `check character ${id.check}, computed ${id.expected}`, {
      expected: id.expected ?? '',
      found: id.check,
    }),
  ];
}

/** What the metadata says of a part of the identifier must be that part. */
function partFindings(id: CertificateId | null, said: Fields): Finding[] {
  if (id === null) return [];
  const parts = [
    ['certificate-type-code', id.type],
    ['issuer-id', id.issuer],
    ['certificate-version', id.version],
  ] as const;
  return parts.flatMap(([key, part]) => {
    const fact = said.fact(key);
    if (
      fact === undefined ||
      fact.text === part ||
      (key === 'certificate-version' && Number(fact.text) === Number(part))
    )
      return [];
    return [
      recordFinding(
        'CERTIFICATE_ID_DIFFERS',
        `${fact.file} ${fact.place}`,
        `${key} is ${fact.text}, the identifier says ${part}`,
        {
          expected: part,
          found: fact.text.slice(0, 200),
        },
      ),
    ];
  });
}

function validityFindings(said: Fields): Finding[] {
  const [from, until] = [said.fact('valid-from'), said.fact('valid-until')];
  if (!from?.value || !until?.value || from.value.slice(0, 10) <= until.value.slice(0, 10)) return [];
  return [
    recordFinding(
      'CERTIFICATE_VALIDITY',
      `${until.file} ${until.place}`,
      `ends on ${until.text}, begins on ${from.text}`,
      {
        expected: `≥ ${from.value}`,
        found: until.value,
      },
    ),
  ];
}
