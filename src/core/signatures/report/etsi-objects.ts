import { type CertificateFacts, type RevocationFacts } from '../facts.js';
import { element, type Markup, urnPart } from '../../markup.js';

const OBJECT = 'urn:etsi:019102:validationObject';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
/** GM/T has no URI of its own in XML signatures; the object identifier does (RFC 3061). */
const SM3 = 'urn:oid:1.2.156.10197.1.401';

/** XAdES DigestAlgAndValueType of a digest in hex. */
export function digestOf(algorithm: 'sha256' | 'sm3', hex: string, name = 'DigestAlgAndValue'): Markup {
  return element(name, [
    element('ds:DigestMethod', null, { Algorithm: algorithm === 'sha256' ? SHA256 : SM3 }),
    element('ds:DigestValue', Buffer.from(hex, 'hex').toString('base64')),
  ]);
}

/** An element of VOReferenceType. */
export function reference(name: string, id: string): Markup {
  return element(name, null, { VOReference: id });
}

/** TS 119 102-2 4.4: what a report refers to, each object once, in the order it was first spoken of. */
export class ValidationObjects {
  private readonly objects = new Map<string, Markup | null>();

  /** The file, by its digests: what was given to be looked at. */
  file({ sha256, sm3 }: { sha256: string; sm3: string }): string {
    const id = `SD-${sha256}`;
    return this.add(id, 'signedData', [digestOf('sha256', sha256), digestOf('sm3', sm3)]);
  }

  certificate({ sha256 }: CertificateFacts): string {
    return this.add(`C-${sha256}`, 'certificate', [digestOf('sha256', sha256)]);
  }

  revocation({ kind, sha256 }: NonNullable<RevocationFacts['source']>): string {
    return kind === 'crl'
      ? this.add(`CRL-${sha256}`, 'CRL', [digestOf('sha256', sha256)])
      : this.add(`O-${sha256}`, 'OCSPResponse', [digestOf('sha256', sha256)]);
  }

  /** The trust snapshot all verdicts rest on. */
  trust(sha256: string): string {
    return this.add(`TRUST-${sha256}`, 'other', [
      digestOf('sha256', sha256),
      element('URI', `urn:dantao:trust-snapshot:${sha256}`),
    ]);
  }

  /** A time-stamp is an object with a report of its own. `rest`: what follows the representation. */
  timestamp(id: string, place: { file: string; signature: string }, rest: () => readonly Markup[]): string {
    if (this.objects.has(id)) return id;
    this.objects.set(id, null); // keeps its place before the objects its own report speaks of
    const uri = `urn:dantao:signature:${place.file}:${urnPart(place.signature)}`;
    this.objects.set(id, this.object(id, 'timestamp', [element('URI', uri)], rest()));
    return id;
  }

  list(): Markup | null {
    const all = [...this.objects.values()];
    return all.length === 0 ? null : element('SignatureValidationObjects', all);
  }

  private add(id: string, type: string, representation: readonly Markup[]): string {
    if (!this.objects.has(id)) this.objects.set(id, this.object(id, type, representation));
    return id;
  }

  private object(id: string, type: string, representation: readonly Markup[], rest: readonly Markup[] = []): Markup {
    return element(
      'ValidationObject',
      [element('ObjectType', `${OBJECT}:${type}`), element('ValidationObjectRepresentation', representation), ...rest],
      { id },
    );
  }
}
