import { ATTRIBUTE } from '../cms/attributes.js';
import { digestOf } from '../cms/digests.js';
import { collectValues } from '../cms/material.js';
import { type Attribute, revocationIn } from '../cms/signed-data.js';
import { type Der } from '../der.js';
import { type Evidence, noMaterial } from '../evidence.js';
import { type HashIndex, type Stamped } from './archive-imprint.js';

type Proves = NonNullable<Evidence['proves']>;
/** Time-stamps of a signature with the attribute and value each stands in. */
export type Stamps = readonly { attribute: Attribute; value: Der; id: string }[];

/** What an archive time-stamp v3 proves beside the signature: what its index names (EN 319 122-1 5.5.2). */
export function provenByIndex(stamped: Stamped, index: HashIndex, stamps: Stamps): Proves {
  const names = (list: readonly Buffer[]) => new Set(list.map((one) => one.toString('hex')));
  const [certificates, crls, attributes] = [index.certificates, index.crls, index.attributes].map(names);
  const named = (set: ReadonlySet<string> | undefined, ...pieces: Uint8Array[]) => set!.has(digestOf(index.hash, ...pieces)?.toString('hex') ?? ''); // prettier-ignore
  const whole = (field: Der | null, set: ReadonlySet<string> | undefined) => (field?.children ?? []).filter(({ bytes }) => named(set, bytes)); // prettier-ignore
  const kept = (attribute: Attribute, value: Der) => index.byValue ? named(attributes, attribute.type.bytes, value.bytes) : named(attributes, attribute.der.bytes); // prettier-ignore
  const { signer, data } = stamped;
  const inside = signer.unsigned.map((one) => ({ ...one, values: one.values.filter((value) => kept(one, value)) }));
  return {
    evidence: stamps.filter(({ attribute, value }) => isSigned(stamped, attribute) || kept(attribute, value)).map(({ id }) => id), // prettier-ignore
    material: [
      ...whole(data.certificateField, certificates).map(({ bytes }) => bytes),
      ...whole(data.crlField, crls).flatMap(revocationIn),
      ...valuesIn(inside),
    ],
  };
}

/** What one of the second form proves: all of the SignedData, and of the unsigned attributes those before it. */
export function provenByWhole(stamped: Stamped, earlier: (attribute: Attribute) => boolean, stamps: Stamps): Proves {
  const { signer, data } = stamped;
  return {
    evidence: stamps.filter(({ attribute }) => isSigned(stamped, attribute) || earlier(attribute)).map(({ id }) => id),
    material: [
      ...(data.certificateField?.children ?? []).map(({ bytes }) => bytes),
      ...(data.crlField?.children ?? []).flatMap(revocationIn),
      ...valuesIn(signer.unsigned.filter(earlier)),
    ],
  };
}

/** Of a time-stamp over signature and references: the time-stamps over the signature (RFC 5126 6.3.5). */
export function provenByReferences(stamps: Stamps): Proves {
  const inside = stamps.filter(({ attribute }) => attribute.oid === ATTRIBUTE.signatureTimestamp);
  return { evidence: inside.map(({ id }) => id), material: [] };
}

/** Signed attributes are inside the fields of the signer, which every archive time-stamp is over. */
const isSigned = ({ signer }: Stamped, attribute: Attribute): boolean => signer.signed?.includes(attribute) ?? false;

function valuesIn(attributes: readonly Attribute[]): Uint8Array[] {
  const material = noMaterial();
  collectValues(attributes, material);
  return [...material.certificates, ...material.crls, ...material.ocsps];
}
