/** Signs the files of an OFD document (GB/T 33190-2016 18): Signatures.xml, Signature.xml, Seal.esl, SignedValue.dat. */
import { xml } from '../seeds/xml.mjs';
import { digest, OID } from './keys.mjs';
import { signWithSeal } from './seal.mjs';

const NS = { 'xmlns:ofd': 'http://www.ofdspec.org/2016' };
const LIST = 'Doc_0/Signs/Signatures.xml';

/**
 * Adds one signature to a Map of path → bytes. It names every file that is there but the list (`leave`: paths or a
 * function, for more that it leaves out) by `hash`, written as `method`. With `seal` the value is a SES_Signature by
 * `holder`, with `value` whatever that makes from Signature.xml. `stamps`: pages with a stamp.
 */
export function signOfd(
  entries,
  {
    number = 0,
    id = `s${number + 1}`,
    type = 'Seal',
    seal,
    shownSeal = seal,
    holder,
    version,
    at = '20260317091244Z',
    when = '20260317091244Z',
    hash = 'sm3',
    method = hash === 'sm3' ? OID.sm3 : hash.toUpperCase(),
    signatureMethod = OID.sm3WithSm2,
    leave = () => false,
    leaveList = true,
    locate = (path) => `/${path}`,
    stamps = [],
    boundary = '155 95 30 30',
    timestamp,
    dataHash,
    value,
  },
) {
  const folder = `Doc_0/Signs/Sign_${number}`;
  listSignature(entries, { id, type, path: `Sign_${number}/Signature.xml` });
  if (shownSeal) entries.set(`${folder}/Seal.esl`, shownSeal);
  const left = typeof leave === 'function' ? leave : (path) => leave.includes(path);
  const references = [...entries]
    .filter(([path]) => !(leaveList && path === LIST) && !left(path))
    .map(([path, bytes]) => [
      'ofd:Reference',
      { FileRef: locate(path) },
      ['ofd:CheckValue', digest(hash, bytes).toString('base64')],
    ]);
  const signatureXml = xml([
    'ofd:Signature',
    NS,
    [
      'ofd:SignedInfo',
      ['ofd:Provider', { ProviderName: 'Dantao seeds', Company: 'Dantao', Version: '1.0' }],
      ['ofd:SignatureMethod', signatureMethod],
      ['ofd:SignatureDateTime', when],
      ['ofd:References', method === null ? {} : { CheckMethod: method }, ...references],
      ...stamps.map((page, i) => ['ofd:StampAnnot', { ID: `st${i + 1}`, PageRef: page, Boundary: boundary }]),
      ...(shownSeal ? [['ofd:Seal', ['ofd:BaseLoc', locate(`${folder}/Seal.esl`)]]] : []),
    ],
    ['ofd:SignedValue', locate(`${folder}/SignedValue.dat`)],
  ]);
  const path = `/${folder}/Signature.xml`;
  entries.set(`${folder}/Signature.xml`, signatureXml);
  entries.set(
    `${folder}/SignedValue.dat`,
    value
      ? value(signatureXml)
      : signWithSeal({
          seal,
          holder,
          signatureXml,
          path,
          at,
          ...(version ? { version } : {}),
          ...(timestamp ? { timestamp } : {}),
          ...(dataHash ? { dataHash: dataHash(signatureXml) } : {}),
        }),
  );
}

/** One more line in the list; the first makes it. */
function listSignature(entries, { id, type, path }) {
  const line = ['ofd:Signature', { ID: id, Type: type, BaseLoc: path }];
  const list = entries.get(LIST);
  if (!list) return void entries.set(LIST, xml(['ofd:Signatures', NS, line]));
  const added = `  <ofd:Signature ID="${id}" Type="${type}" BaseLoc="${path}"/>\n</ofd:Signatures>`;
  entries.set(LIST, Buffer.from(list.toString().replace('</ofd:Signatures>', added)));
}
