import { findingOf, type FindingKind } from '../finding.js';

const CHANGED = {
  severity: 'error',
  action: 'Do not rely on this document. Ask the signer for the original.',
  actionZh: '勿依赖此文件；请向签署方索取原件。',
} as const;
const ASK = {
  severity: 'warning',
  action: 'Ask the signer, or the maker of the software, what was meant.',
  actionZh: '请向签署方或其软件厂商核实。',
} as const;

/** What the verifiers of signatures and seals can find. */
export const SIGNATURE_FINDINGS = {
  OFD_SIGNED_FILE_CHANGED: {
    ...CHANGED,
    zh: '{where} 在签署之后被改动、移走，或与签名中的摘要不符',
    clause: 'GB/T 33190-2016 18.2',
  },
  OFD_SIGNATURE_XML_CHANGED: {
    ...CHANGED,
    zh: '{where} 不是当初被签署的签名描述文件',
    clause: 'GB/T 38540-2020 7.4',
  },
  OFD_SIGNATURE_VALUE_WRONG: { ...CHANGED, zh: '{where} 的签名值验证不通过', clause: 'GB/T 38540-2020 7.4' },
  OFD_SEAL_DIFFERS: { ...CHANGED, zh: '{where}：显示的印章不是签署时所用的印章', clause: 'GB/T 38540-2020 7.4' },
  OFD_SEAL_MAKER_WRONG: {
    ...CHANGED,
    zh: '{where}：印章自身的制章人签名验证不通过',
    clause: 'GB/T 38540-2020 6.4',
  },
  OFD_SEAL_SIGNER_UNLISTED: {
    ...CHANGED,
    zh: '{where}：签署人证书不在印章的证书列表中',
    clause: 'GB/T 38540-2020 7.4',
  },
  OFD_SIGNATURE_UNCOVERED: {
    ...ASK,
    zh: '{where} 没有任何签名或印章保护',
    action: 'Take what it says as unsigned.',
    actionZh: '其内容按未签署看待。',
  },
  SIGNATURE_WEAK_DIGEST: {
    ...ASK,
    zh: '{where} 使用了已不安全的摘要算法',
    action: 'Keep it; do not rely on the digest alone.',
    actionZh: '保留原件；不可仅凭该摘要认定。',
  },
  SIGNATURE_REMARK: {
    severity: 'info',
    zh: '{where} 的签名写法与标准不同，但可以验证',
    action: 'Nothing to do.',
    actionZh: '无需处理。',
  },
} as const satisfies Record<string, FindingKind>;

export const signatureFinding = findingOf<keyof typeof SIGNATURE_FINDINGS>(SIGNATURE_FINDINGS);
