import { ArchiveError } from '../core/error.js';
import { CERTIFICATE_ROOT, certificateOf, parseCertificateId } from '../core/records/certificate-id.js';
import { daysIn, inForceOn, type IssuedVersion } from '../core/records/e-certificate/versions.js';
import { type CertificateLink, type CertificateRecords, type CertificateRow } from './certificate-ports.js';
import { scopeOf } from './consult.js';
import { type Principal } from './ports.js';

const MAX_VERSION = 999;
/** Of one chain. Longer is no certificate of this world. */
const MAX_RECORDS = 500;
const MAX_HOPS = 50;
const TYPES: readonly string[] = ['renews', 'changes', 'revokes', 'version-of'];

export interface CertificateVersion {
  record: string;
  title: string;
  state: string;
  /** Identifier without version and check character. */
  certificate: string;
  version: string;
  validFrom: string | null;
  validUntil: string | null;
  issued: string | null;
  status: string | null;
  follows: { type: string; record: string }[];
  inForce: boolean;
}

/** The issued versions of an electronic certificate (电子证照), with those before and after it. */
export class Certificates {
  constructor(private readonly records: CertificateRecords) {}

  /**
   * By the identifier, with or without version and check character. `on`: a day, `2026-03-17`. Withdrawn records are listed
   * and never in force. Throws REQUEST_INVALID for what is no identifier, RECORD_UNKNOWN when no version of it is here.
   */
  async versions(principal: Principal, identifier: string, on: string): Promise<CertificateVersion[]> {
    const certificate = certificateNamed(identifier);
    const scope = scopeOf(principal);
    const keys = Array.from({ length: MAX_VERSION }, (_, n) => `e-certificate:${certificate}.${String(n + 1).padStart(3, '0')}`); // prettier-ignore
    const first = await this.records.byKeys(keys, scope, MAX_RECORDS);
    if (first.length === 0) throw new ArchiveError('RECORD_UNKNOWN', `no version of ${certificate} is here`);
    const { rows, links } = await this.chain(first, scope);
    const versions = rows.map((row): IssuedVersion => {
      const after = [
        ...links.filter(({ record }) => record === row.id).map(({ after }) => after),
        ...earlierOf(row, rows),
      ];
      return { record: row.id, ...daysIn(row.facts), after };
    });
    const valid = versions.filter(({ record }) => rows.find(({ id }) => id === record)!.state !== 'withdrawn');
    const inForce = new Set(inForceOn(valid, on));
    return rows.map((row): CertificateVersion => {
      const [name, version] = partsOf(row);
      const { record, after: _, ...days } = versions.find((one) => one.record === row.id)!;
      const follows = links
        .filter((link) => link.record === record)
        .map(({ type, after }) => ({ type, record: after }));
      return { record, title: row.title, state: row.state, certificate: name, version, ...days, follows, inForce: inForce.has(record) }; // prettier-ignore
    });
  }

  /** From one link to the next, both ways, each record once. */
  private async chain(first: CertificateRow[], scope: string[] | null) {
    const rows = new Map(first.map((row) => [row.id, row]));
    const links = new Map<string, CertificateLink>();
    let fresh = [...rows.keys()];
    for (let hop = 0; fresh.length > 0 && hop < MAX_HOPS && rows.size < MAX_RECORDS; hop++) {
      const found = await this.records.linked(fresh, TYPES, scope, MAX_RECORDS);
      for (const link of found.links) links.set(`${link.type} ${link.record} ${link.after}`, link);
      const more = found.rows.filter(
        ({ id, duplicateKey }) => !rows.has(id) && duplicateKey?.startsWith('e-certificate:'),
      );
      for (const row of more) rows.set(row.id, row);
      fresh = more.map(({ id }) => id);
    }
    const inOrder = [...rows.values()].sort((a, b) => order(a).localeCompare(order(b)));
    return { rows: inOrder, links: [...links.values()].filter(({ record, after }) => rows.has(record) && rows.has(after)) }; // prettier-ignore
  }
}

function order(row: CertificateRow): string {
  const { validFrom, issued } = daysIn(row.facts);
  return `${issued ?? validFrom ?? ''} ${row.duplicateKey ?? ''} ${row.id}`;
}

/** `e-certificate:<certificate>.<version>` */
function partsOf({ duplicateKey }: CertificateRow): [certificate: string, version: string] {
  const name = (duplicateKey ?? '').slice('e-certificate:'.length);
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Versions of the same certificate with a smaller number, whether or not anything links them. */
function earlierOf(row: CertificateRow, rows: readonly CertificateRow[]): string[] {
  const [certificate, version] = partsOf(row);
  return rows
    .filter((other) => partsOf(other)[0] === certificate && Number(partsOf(other)[1]) < Number(version))
    .map(({ id }) => id);
}

function certificateNamed(identifier: string): string {
  const said = identifier.trim();
  const whole = parseCertificateId(said);
  if (whole !== null) return certificateOf(whole);
  const parts = said.startsWith(`${CERTIFICATE_ROOT}.`) ? said.slice(CERTIFICATE_ROOT.length + 1).split('.') : [];
  if (said.length <= 200 && parts.length === 3 && parts.every((part) => part !== '')) return said;
  const message = `expected ${CERTIFICATE_ROOT}. and type, issuer, serial (with or without version and check character)`;
  throw new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '/identifier', message }] } });
}
