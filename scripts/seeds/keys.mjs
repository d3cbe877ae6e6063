/** Everyone who signs in the seeds. Throw-away keys and certificates: scripts/pki. */
import { issue } from '../pki/certificates.mjs';
import { rsaKey, sm2Key } from '../pki/keys.mjs';

export { pem } from '../pki/certificates.mjs';
export { digest, OID } from '../pki/keys.mjs';

const holder = (key, O, CN, serial, issuer) => issue({ key, name: { C: 'CN', O, CN }, serial, issuer });

/** Made once. */
export function signers() {
  const sm2Root = holder(sm2Key('sm2 root'), '单套样例', '单套样例测试 SM2 根 (no trust)', 1);
  const rsaRoot = holder(rsaKey('root'), '单套样例', '单套样例测试 RSA 根 (no trust)', 2);
  return {
    sm2Root,
    rsaRoot,
    sealMaker: holder(sm2Key('seal maker'), '单套样例', '测试制章人', 11, sm2Root),
    taxSealer: holder(sm2Key('tax sealer'), '示例省税务局（测试）', '测试发票监制章签章人', 12, sm2Root),
    authoritySealer: holder(sm2Key('authority sealer'), '示例市政务服务局（测试）', '测试政务签章人', 13, sm2Root),
    bankSealer: holder(sm2Key('bank sealer'), '测试银行样本支行', '测试电子回单专用章', 14, sm2Root),
    rsaSigner: holder(rsaKey('signer'), '示例科技有限公司', '测试文件签名人', 21, rsaRoot),
  };
}
