/** Electronic seals of GB/T 38540-2020 (SES V4) with SM2/SM3. */
import * as der from '../pki/der.mjs';
import { digest, OID } from './keys.mjs';

const VENDOR = 'DANTAO-SEED';

/** SESeal: `maker` signs the DER of SES_SealInfo. `picture` is a PNG, 30 × 30 mm. */
export function makeSeal({ id, name, maker, holder, picture }) {
  const info = der.sequence(
    der.sequence(der.ia5String('ES'), der.integer(4), der.ia5String(VENDOR)),
    der.ia5String(id),
    der.sequence(
      der.integer(1), // company seal
      der.utf8String(name),
      der.integer(1), // the list holds certificates
      der.sequence(der.octets(holder.certificate)),
      der.generalizedTime('20200102000000Z'),
      der.generalizedTime('20200102000000Z'),
      der.generalizedTime('20341231000000Z'),
    ),
    der.sequence(der.ia5String('PNG'), der.octets(picture), der.integer(30), der.integer(30)),
  );
  return der.sequence(
    info,
    der.octets(maker.certificate),
    der.oid(OID.sm3WithSm2),
    der.bitString(maker.key.sign(info)),
  );
}

/** SES_Signature over the bytes of Signature.xml: its SM3 stands in TBS_Sign, `holder` signs TBS_Sign. */
export function signWithSeal({ seal, holder, signatureXml, path, at }) {
  const toSign = der.sequence(
    der.integer(4),
    seal,
    der.generalizedTime(at),
    der.bitString(digest('sm3', signatureXml)),
    der.ia5String(path),
  );
  return der.sequence(
    toSign,
    der.octets(holder.certificate),
    der.oid(OID.sm3WithSm2),
    der.bitString(holder.key.sign(toSign)),
  );
}
