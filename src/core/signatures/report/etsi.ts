import { type SignatureReport } from '../../record.js';
import { type Check, type ChainFacts, type SignatureFacts, type TimestampFacts } from '../facts.js';
import { reference, ValidationObjects } from './etsi-objects.js';
import { type ReportedFile, type ReportInput } from './report.js';
import { dateTime, element, type Markup, urnPart } from '../../markup.js';

const NAMESPACE = 'http://uri.etsi.org/19102/v1.4.1#';
const URN = 'urn:etsi:019102';

/** One signature in its place. */
interface Subject {
  file: ReportedFile;
  signature: SignatureReport;
  /** A time-stamp of another signature here: a validation object; one that stands alone is reported as a signature. */
  inner: boolean;
  /** xs:ID of its SignatureIdentifier or, of an inner one, of its validation object. */
  id: string;
}

/**
 * The validation report as ETSI TS 119 102-2 V1.4.1 XML: the same input as validationReport(), for those who read this
 * form. Deterministic. Of what has no place there (ranges covered, changes) it tells the outcome and our sentence.
 */
export function encodeEtsiReport(input: ReportInput): Uint8Array {
  const objects = new ValidationObjects();
  const subjects = subjectsOf(input.files);
  const reports = subjects
    .filter(({ inner }) => !inner)
    .map((subject) => signatureReport(subject, subjects, input, objects));
  const empty = input.files.filter(({ report }) => report.signatures.length === 0).map((file) => nothingFound(file, input, objects)); // prettier-ignore
  const root = element(
    'ValidationReport',
    // A report without any signature is not foreseen by the standard; one that says so is better than none.
    [...reports, ...(reports.length === 0 ? empty : []), objectsAndTrust(objects, input), validator(input)],
    {
      xmlns: NAMESPACE,
      'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
      'xmlns:xades': 'http://uri.etsi.org/01903/v1.3.2#',
      'xmlns:tsl': 'http://uri.etsi.org/02231/v2#',
    },
  );
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`);
}

function subjectsOf(files: readonly ReportedFile[]): Subject[] {
  let signatures = 0;
  let timestamps = 0;
  return files.flatMap((file) => {
    const ids = new Set(file.report.signatures.map(({ id }) => id));
    return file.report.signatures.map((signature) => {
      const inner = signature.kind === 'timestamp' && signature.of !== undefined && ids.has(signature.of);
      return { file, signature, inner, id: inner ? `T-${++timestamps}` : `S-${++signatures}` };
    });
  });
}

function signatureReport(subject: Subject, all: readonly Subject[], input: ReportInput, objects: ValidationObjects) {
  return element('SignatureValidationReport', partsOf(subject, all, input, objects, 'total-'));
}

/** The members of SignatureValidationReportType, 4.3. `total`: the prefix of the main indications that have one. */
function partsOf(
  { file, signature, id }: Subject,
  all: readonly Subject[],
  input: ReportInput,
  objects: ValidationObjects,
  total: 'total-' | '',
): (Markup | null)[] {
  const { facts } = signature;
  const signed = objects.file(file);
  const inner = all.filter((one) => one.inner && one.file === file && one.signature.of === signature.id);
  for (const one of inner) timestampObject(one, all, input, objects);
  const claimed = facts.claimedTime === null ? null : dateTime(facts.claimedTime);
  const attributes = [
    ...(claimed === null ? [] : [element('SigningTime', element('Time', claimed))]),
    ...inner.flatMap(timestampAttribute),
  ];
  return [
    identifier(signature, total === 'total-' ? id : undefined, file),
    constraints(signature, input),
    timeInfo(facts, file, input, all),
    element('SignersDocument', reference('SignersDocumentRepresentation', signed)),
    attributes.length === 0 ? null : element('SignatureAttributes', attributes),
    facts.signer === null
      ? null
      : element('SignerInformation', [
          reference('SignerCertificate', objects.certificate(facts.signer)),
          element('Signer', facts.signer.subject),
        ]),
    element('SignatureValidationProcess', element('SignatureValidationProcessID', processOf(facts))),
    status(signature, id, objects, total),
    element('OtherInformation', otherWords(signature)),
  ];
}

function identifier({ id }: SignatureReport, xmlId: string | undefined, file: ReportedFile): Markup {
  return element(
    'SignatureIdentifier',
    [
      element('HashOnly', false),
      element('DocHashOnly', false),
      element('DAIdentifier', `urn:dantao:signature:${file.sha256}:${urnPart(id)}`),
    ],
    { id: xmlId },
  );
}

/** 4.3.5: each fact as a constraint that was applied, or could not be. */
function constraints(signature: SignatureReport, { context }: ReportInput): Markup {
  const { digests, value, document, strength, chain } = signature.facts;
  const rows: [string, Check][] = [
    ['digests', digests],
    ['value', value],
    ['document', document],
    ['chain', chain?.check ?? { is: 'not-checked', why: 'no trust was given' }],
    ['strength', strength],
  ];
  const policyName = signature.policy ?? context.policy;
  const policy = element('SignatureValidationPolicy', [
    element('SignaturePolicyIdentifier', element('xades:SignaturePolicyImplied', null)),
    element('PolicyName', policyName),
    element('FormalPolicyURI', `urn:dantao:policy:${urnPart(policyName)}`),
  ]);
  return element('ValidationConstraintsEvaluationReport', [policy, ...rows.map(([name, check]) => constraint(name, check))]); // prettier-ignore
}

function constraint(name: string, check: Check): Markup {
  const indication = { right: 'passed', wrong: 'failed', 'not-checked': 'indeterminate' }[check.is];
  return element('ValidationConstraint', [
    element('ValidationConstraintIdentifier', `urn:dantao:check:${name}`),
    element('ConstraintStatus', element('Status', `${URN}:constraintStatus:applied`)),
    element('ValidationStatus', element('MainIndication', `${URN}:mainindication:${indication}`)),
    check.is === 'right' ? null : element('Indications', check.why),
  ]);
}

/** 4.3.6. Without a time-stamp the signature is known to exist only now: at the time of control. */
function timeInfo(
  { provenAt }: SignatureFacts,
  file: ReportedFile,
  { context }: ReportInput,
  all: readonly Subject[],
): Markup {
  const { at } = context;
  const proven = provenAt === null ? null : dateTime(provenAt.time);
  const by = all.find((one) => one.file === file && one.signature.id === provenAt?.by);
  return element('ValidationTimeInfo', [
    element('ValidationTime', at),
    element('BestSignatureTime', [
      element('POETime', proven ?? at),
      element('TypeOfProof', `${URN}:poetype:validation`),
      proven === null || by === undefined ? null : reference('POEObject', by.id),
    ]),
  ]);
}

const ATTRIBUTES: Readonly<Record<TimestampFacts['over'], string | null>> = {
  content: 'AllDataObjectsTimeStamp',
  signature: 'SignatureTimeStamp',
  'signature-and-references': 'SigAndRefsTimeStamp',
  references: 'RefsOnlyTimeStamp',
  archive: 'ArchiveTimeStamp',
  document: 'DocTimeStamp',
  data: null,
};

function timestampAttribute({ id, signature: { facts } }: Subject): Markup[] {
  const name = facts.timestamp ? ATTRIBUTES[facts.timestamp.over] : null;
  const time = facts.timestamp ? dateTime(facts.timestamp.time) : null;
  if (name === null || time === null) return [];
  return [element(name, [reference('AttributeObject', id), element('TimeStampValue', time)])];
}

/** EN 319 102-1 5.3, 5.5, 5.6: how far the validation went. */
function processOf({ provenAt, level }: SignatureFacts): string {
  const process = provenAt === null ? 'Basic' : level === 'B-LTA' ? 'LTA' : 'LTVM';
  return `${URN}:validationprocess:${process}`;
}

const INDICATIONS = { TOTAL_PASSED: 'passed', TOTAL_FAILED: 'failed', INDETERMINATE: 'indeterminate' } as const;

function status(
  { verdict, subIndication, facts }: SignatureReport,
  id: string,
  objects: ValidationObjects,
  total: 'total-' | '',
): Markup {
  const word = INDICATIONS[verdict];
  return element('SignatureValidationStatus', [
    element('MainIndication', `${URN}:mainindication:${word === 'indeterminate' ? '' : total}${word}`),
    subIndication === null ? null : element('SubIndication', `${URN}:subindication:${subIndication}`),
    reportData(facts, id, objects),
  ]);
}

/** 4.3.12: anchor, chain, revocation, algorithm. */
function reportData(facts: SignatureFacts, id: string, objects: ValidationObjects): Markup | null {
  const { chain, algorithm, strength } = facts;
  const parts = [
    ...chainData(chain, objects),
    algorithm === null || strength.is === 'not-checked'
      ? null
      : element('CryptoInformation', [
          reference('ValidationObjectId', id),
          element('Algorithm', `urn:dantao:algorithm:${urnPart(algorithm)}`),
          element('SecureAlgorithm', strength.is === 'right'),
        ]),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : element('AssociatedValidationReportData', parts);
}

function chainData(chain: ChainFacts | null, objects: ValidationObjects): (Markup | null)[] {
  const [signer, ...others] = chain?.links ?? [];
  if (!chain || !signer) return [];
  const anchor = chain.anchor === null ? null : objects.certificate(chain.anchor);
  const intermediates = others.filter(({ sha256 }) => sha256 !== chain.anchor?.sha256);
  const sources = chain.links.flatMap(({ revocation }) => (revocation.source ? [objects.revocation(revocation.source)] : [])); // prettier-ignore
  const revoked = chain.links.find(({ revocation }) => revocation.status === 'revoked');
  const revokedAt = revoked?.revocation.revokedAt ? dateTime(revoked.revocation.revokedAt) : null;
  return [
    anchor === null ? null : reference('TrustAnchor', anchor),
    element('CertificateChain', [
      reference('SigningCertificate', objects.certificate(signer)),
      ...intermediates.map((link) => reference('IntermediateCertificate', objects.certificate(link))),
      anchor === null ? null : reference('TrustAnchor', anchor),
    ]),
    ...[...new Set(sources)].map((source) => reference('RelatedValidationObject', source)),
    revoked === undefined || revokedAt === null
      ? null
      : element('RevocationStatusInformation', [
          reference('ValidationObjectId', objects.certificate(revoked)),
          element('RevocationTime', revokedAt),
          revoked.revocation.source === null
            ? null
            : reference('RevocationObject', objects.revocation(revoked.revocation.source)),
        ]),
  ];
}

/** 4.4: a time-stamp is an object with its own report, which uses the indications without `total-`. */
function timestampObject(one: Subject, all: readonly Subject[], input: ReportInput, objects: ValidationObjects): void {
  const { file, signature, id } = one;
  const time = signature.facts.timestamp ? dateTime(signature.facts.timestamp.time) : null;
  objects.timestamp(id, { file: file.sha256, signature: signature.id }, () => [
    ...(time === null || signature.verdict !== 'TOTAL_PASSED' ? [] : [element('POEProvisioning', element('POETime', time))]), // prettier-ignore
    element('ValidationReport', partsOf(one, all, input, objects, '')),
  ]);
}

function nothingFound(file: ReportedFile, { context }: ReportInput, objects: ValidationObjects): Markup {
  const { at } = context;
  return element('SignatureValidationReport', [
    element('ValidationTimeInfo', [
      element('ValidationTime', at),
      element('BestSignatureTime', [element('POETime', at), element('TypeOfProof', `${URN}:poetype:validation`)]),
    ]),
    element('SignersDocument', reference('SignersDocumentRepresentation', objects.file(file))),
    element('SignatureValidationStatus', element('MainIndication', 'urn:dantao:mainindication:no-signature-found')),
  ]);
}

/** What the standard has no element for, in our words. */
function otherWords({ kind, where, of, profile, reason, integrity, facts }: SignatureReport): string {
  const { coverage } = facts;
  return [
    `${kind}${profile === undefined ? '' : ` (${profile})`} at ${where}${of === undefined ? '' : `, of ${of}`}`,
    `integrity: ${integrity}`,
    `coverage: ${coverage.extent}${coverage.outside.length === 0 ? '' : `, outside: ${coverage.outside.join(', ')}`}`,
    ...facts.changes.map((change) => `${change.permitted ? 'permitted' : 'forbidden'} ${change.kind} at ${change.where}: ${change.why}`), // prettier-ignore
    ...(facts.provenAt === null ? [] : [`existed at ${facts.provenAt.time}, by ${facts.provenAt.by}`]),
    reason,
  ].join('; ');
}

function objectsAndTrust(objects: ValidationObjects, { context }: ReportInput): Markup | null {
  objects.trust(context.trust);
  return objects.list();
}

function validator({ software, record }: ReportInput): Markup {
  return element('SignatureValidator', [
    element('DigitalId', element('tsl:Other', `urn:dantao:software:${software.name}:${software.version}`)),
    record === undefined ? null : element('OtherInformation', `urn:uuid:${record}`),
  ]);
}
