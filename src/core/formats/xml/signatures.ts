import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { type XmlTag } from '../../xml.js';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MAX_SIGNATURES = 1000;

interface Seen {
  depth: number;
  id: string;
  profile: 'XMLDSig' | 'XAdES' | 'TaxBureauSignature';
  path: string;
}

/** Notes ds:Signature (W3C XMLDSig) and the tax bureau's signature of a 数电票 as the document streams by. */
export class SignatureWatcher {
  private readonly found: Seen[] = [];
  private readonly open_: Seen[] = [];
  private readonly path: string[] = [];

  open(tag: XmlTag, depth: number): void {
    this.path.length = depth - 1;
    this.path.push(tag.local);
    const inside = this.open_.at(-1);
    if (tag.local === 'QualifyingProperties' && inside?.profile === 'XMLDSig') inside.profile = 'XAdES';
    const bureau = isBureau(tag);
    if (!bureau && (tag.local !== 'Signature' || tag.uri !== DSIG)) return;
    // The bureau's element may wrap a ds:Signature: one signature, not two.
    if (inside?.profile === 'TaxBureauSignature' || this.found.length >= MAX_SIGNATURES) return;
    const id = tag.attributes['Id']?.value ?? '';
    const seen: Seen = {
      depth,
      id: id === '' ? (bureau ? 'TaxBureauSignature' : `Signature[${this.found.length}]`) : id.slice(0, 200),
      profile: bureau ? 'TaxBureauSignature' : 'XMLDSig',
      path: `/${this.path.join('/')}`.slice(0, 300),
    };
    this.found.push(seen);
    this.open_.push(seen);
  }

  close(depth: number): void {
    if (this.open_.at(-1)?.depth === depth) this.open_.pop();
  }

  /** Is there a ds:Signature to verify? */
  get verifiable(): boolean {
    return this.found.some(({ profile }) => profile !== 'TaxBureauSignature');
  }

  /** `verified`: of every ds:Signature; null when they could not be verified, and `why`. */
  evidence(verified: Evidence[] | null, why: string, evidenceRecord: boolean): Evidence[] {
    const place = ({ id, profile, path }: Seen) => ({ id, kind: 'signature', container: 'xml', profile, where: path }) as const; // prettier-ignore
    const bureau = this.found.filter(({ profile }) => profile === 'TaxBureauSignature');
    const found = [
      ...(verified ?? this.found.filter((one) => !bureau.includes(one)).map((one) => foundOnly(place(one), why))),
      ...bureau.map((one) => foundOnly(place(one), 'the signature of the tax bureau: how it is made is not published')),
    ];
    if (!evidenceRecord || verified) return found;
    const record = { id: 'EvidenceRecord', kind: 'evidence-record', container: 'xml', profile: 'RFC 6283', where: '/EvidenceRecord' } as const; // prettier-ignore
    return [...found, foundOnly(record, why)];
  }
}

/** What holds a ds:Signature of the tax bureau is one signature with it. */
export const isBureau = ({ local }: { local: string }): boolean => local === 'TaxBureauSignature';
