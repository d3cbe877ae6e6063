import { type SignatureReport, type SubIndication } from '../../record.js';
import { shortened, visible } from '../../visible-text.js';

export type Lang = 'zh-CN' | 'en';

/** Chinese first, English beside it. */
export type Said = readonly [zh: string, en: string];

export const inWords = ([zh, en]: Said, lang: Lang): string => (lang === 'en' ? en : zh);

const MAX_NAME = 80;
const MAX_WHY = 300;

const KINDS: Record<SignatureReport['kind'], Said> = {
  signature: ['签名', 'signature'],
  seal: ['印章', 'seal'],
  timestamp: ['时间戳', 'time-stamp'],
  'counter-signature': ['副署签名', 'counter-signature'],
  'evidence-record': ['证据记录', 'evidence record'],
};

export function kindInWords(kind: SignatureReport['kind'], lang: Lang): string {
  return inWords(KINDS[kind], lang);
}

const VERDICTS: Record<SignatureReport['verdict'], Said> = {
  TOTAL_PASSED: ['通过', 'Passed'],
  INDETERMINATE: ['不确定', 'Undecided'],
  TOTAL_FAILED: ['不通过', 'Failed'],
};

export function verdictInWords(verdict: SignatureReport['verdict'], lang: Lang): string {
  return inWords(VERDICTS[verdict], lang);
}

/** What a certificate calls its holder: the common name, else the whole of it. */
export function nameIn(subject: string): string {
  const name = /(?:^|[,+])CN=((?:\\.|[^,+\\])*)/.exec(subject.slice(0, 4_000))?.[1]?.replace(/\\(.)/g, '$1');
  return plain(name || subject || '—', MAX_NAME);
}

export function plain(text: string, characters: number): string {
  return visible(shortened(text.replace(/\s+/g, ' ').trim(), characters));
}

/** Why something is wrong or was not looked at. Those texts come from the verifiers, in English. */
export function whyInWords(why: string): string {
  return plain(why.replace(/^needs-content:\s*/, ''), MAX_WHY);
}

/** The verdict in one sentence, without a word on legal validity. */
export function sentenceOf(report: SignatureReport, lang: Lang): string {
  const verdict = verdictInWords(report.verdict, lang);
  const sentence = inWords(clauseOf(report), lang);
  return lang === 'en' ? `${verdict}: ${sentence}.` : `${verdict}：${sentence}。`;
}

function clauseOf(report: SignatureReport): Said {
  const { verdict, integrity, subIndication, facts } = report;
  if (verdict === 'TOTAL_PASSED') return passed(report);
  const [zh, en] = subIndication === null ? unnamed(report) : OPEN[subIndication];
  if (verdict === 'TOTAL_FAILED') {
    const failed = subIndication === null ? undefined : FAILED[subIndication];
    if (failed) return failed;
  }
  if (integrity !== 'intact') return [zh, en];
  const part = facts.coverage.extent === 'partial';
  return [
    `${part ? '所覆盖的部分' : ''}自签署以来未被改动，但${zh}`,
    `${part ? 'what it covers is ' : ''}unchanged since it was signed, but ${en}`,
  ];
}

function passed({ kind, facts }: SignatureReport): Said {
  const signer = facts.signer ? nameIn(facts.signer.subject) : '—';
  const anchor = facts.chain?.anchor ? nameIn(facts.chain.anchor.subject) : null;
  const links = facts.chain?.links ?? [];
  const notRevoked = links.length > 0 && links.every(({ revocation: { status } }) => status === 'good' || status === 'not-needed'); // prettier-ignore
  const part = facts.coverage.extent === 'partial' ? (['；它只覆盖文件的一部分', '; it covers a part of the document only'] as const) : (['', ''] as const); // prettier-ignore
  const chain: Said = [
    anchor === null ? '' : `，“${signer}”的证书可追溯到受信任的“${anchor}”${notRevoked ? '，且未被吊销' : ''}`,
    anchor === null ? '' : `, and the certificate of "${signer}" leads to the trusted "${anchor}"${notRevoked ? ' and is not revoked' : ''}`, // prettier-ignore
  ];
  if (kind === 'timestamp' && facts.timestamp) {
    const time = facts.timestamp.time;
    return [
      `它所盖的内容在 ${timeInWords(time, 'zh-CN')} 已经存在，此后未被改动${chain[0]}`,
      `what it is over existed at ${timeInWords(time, 'en')} and is unchanged since${chain[1]}`,
    ];
  }
  return [`自签署以来未被改动${chain[0]}${part[0]}`, `unchanged since it was signed${chain[1]}${part[1]}`];
}

/** Neither a fault nor a missing thing that the standard has a word for: nobody looked. */
function unnamed({ facts: { value, digests, document }, reason }: SignatureReport): Said {
  const open = [value, digests, document].find(({ is }) => is === 'not-checked');
  const why = whyInWords(open && 'why' in open ? open.why : reason);
  return why === 'not yet verified'
    ? ['尚未核验', 'not yet verified']
    : [`未能核验（${why}）`, `it could not be verified: ${why}`];
}

/** What is wrong for good; the same words whatever the rest. */
const FAILED: Partial<Record<SubIndication, Said>> = {
  HASH_FAILURE: [
    '内容在签署之后被改动，与签名中的摘要不符',
    'the content was changed after it was signed: it is not what the digest in the signature says',
  ],
  SIG_CRYPTO_FAILURE: [
    '签名值与内容和公钥不相符：签名被改动过，或不是用这张证书所签',
    'the signature value does not fit content and key: it was changed, or made with another key',
  ],
  FORMAT_FAILURE: [
    '现在看到的不是当初签署的内容：签署之后有不允许的改动，或签名的结构不合规',
    'what is shown now is not what was signed: there are forbidden changes, or the structure of the signature is wrong',
  ],
};

/** Why it stays open (or failed although nothing was changed), to follow “but”. */
const OPEN: Record<SubIndication, Said> = {
  FORMAT_FAILURE: ['签名的格式不合规', 'the form of the signature is wrong'],
  HASH_FAILURE: ['内容与签名中的摘要不符', 'the content is not what the digest in the signature says'],
  SIG_CRYPTO_FAILURE: ['签名值与内容和公钥不相符', 'the signature value does not fit content and key'],
  REVOKED: ['签署时证书已被吊销', 'the certificate was revoked when it was signed'],
  EXPIRED: ['签署时证书已过期', 'the certificate had expired when it was signed'],
  NOT_YET_VALID: ['签署时证书尚未生效', 'the certificate was not valid yet when it was signed'],
  SIG_CONSTRAINTS_FAILURE: ['签名不符合策略的要求', 'the signature is not as the policy wants it'],
  CHAIN_CONSTRAINTS_FAILURE: ['证书链不符合策略的要求', 'the chain of certificates is not as the policy wants it'],
  CERTIFICATE_CHAIN_GENERAL_FAILURE: ['证书链不成立', 'the chain of certificates does not hold'],
  CRYPTO_CONSTRAINTS_FAILURE: ['所用的算法或密钥不够安全', 'its algorithm or key is too weak'],
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: [
    '所用的算法或密钥现在已不够安全，又没有时间戳证明签署在其仍安全之时',
    'its algorithm or key is too weak by now, and no time-stamp proves that it was signed while they were strong',
  ],
  POLICY_PROCESSING_ERROR: ['所选的策略未知或不能执行', 'the policy asked for is not known or can not be applied'],
  TIMESTAMP_ORDER_FAILURE: ['各时间戳的先后次序不合理', 'its time-stamps are not in a possible order'],
  NO_SIGNING_CERTIFICATE_FOUND: ['找不到签署者的证书', 'the certificate of the signer is not to be found'],
  NO_CERTIFICATE_CHAIN_FOUND: [
    '签署者的证书不能追溯到受信任的根，因此不能说明是谁签署的',
    'the certificate leads to no trusted anchor, so nothing is said of who signed',
  ],
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: [
    '签署者的证书现在不能追溯到受信任的根，又没有时间戳证明以前可以',
    'the certificate leads to no trusted anchor now, and no time-stamp proves that it once did',
  ],
  REVOKED_NO_POE: [
    '签署者的证书已被吊销，又没有时间戳证明签署在吊销之前',
    'the certificate is revoked, and no time-stamp proves that it was signed before',
  ],
  REVOKED_CA_NO_POE: [
    '签发证书的机构的证书已被吊销，又没有时间戳证明签署在那之前',
    'the certificate of the issuing authority is revoked, and no time-stamp proves that it was signed before',
  ],
  OUT_OF_BOUNDS_NOT_REVOKED: [
    '签署者的证书已过期（过期前未被吊销），又没有时间戳证明签署在有效期之内',
    'the certificate has expired (without having been revoked), and no time-stamp proves that it was signed before',
  ],
  OUT_OF_BOUNDS_NO_POE: [
    '签署者的证书已过期或尚未生效，又没有时间戳证明签署在有效期之内',
    'the certificate is outside its period of validity, and no time-stamp proves that it was signed within it',
  ],
  REVOCATION_OUT_OF_BOUNDS_NO_POE: [
    '签发吊销数据的证书已过期或尚未生效，又没有时间戳证明它在有效期之内',
    'the certificate behind the revocation data is outside its period of validity, and no time-stamp helps',
  ],
  NO_POE: ['没有可靠的时间证明它签署于何时', 'nothing proves when it was signed'],
  TRY_LATER: [
    '缺少足够新的吊销数据，还不能知道证书是否已被吊销',
    'revocation data that is fresh enough is missing, so it is not known whether the certificate was revoked',
  ],
  SIGNED_DATA_NOT_FOUND: [
    '没有给出被签署的内容（内容与签名分开存放），无从核对',
    'the signed content was not given (it is kept apart from the signature), so there is nothing to compare',
  ],
  CUSTOM: ['有策略要求的事项未能确定', 'something that the policy asks for could not be established'],
};

/** What to do about it. */
export function adviceOf(report: SignatureReport, lang: Lang): string {
  const { verdict, subIndication, integrity } = report;
  if (verdict === 'TOTAL_PASSED') return inWords(ADVICE.passed, lang);
  if (integrity === 'broken') return inWords(ADVICE.broken, lang);
  const special = subIndication === null ? undefined : ADVICE_BY[subIndication];
  return inWords(special ?? (verdict === 'TOTAL_FAILED' ? ADVICE.failed : ADVICE.open), lang);
}

const ADVICE = {
  passed: ['无需处理；请连同文件保存本报告。', 'Nothing to do. Keep this report with the document.'],
  broken: [
    '不要依赖此文件；请向签署方索取未经改动的原件。',
    'Do not rely on this document. Ask the signer for the original.',
  ],
  failed: [
    '不要仅凭此签名认定文件出自签署者；请向签署方核实。',
    'Do not take this signature alone as the word of its signer. Ask the signer.',
  ],
  open: [
    '请由人工查看这些事实；必要时向签署方核实。',
    'Let a person look at these facts; ask the signer if it matters.',
  ],
} as const satisfies Record<string, Said>;

const PROOF_OF_TIME: Said = [
  '如有更早的时间戳、回执或归档记录可证明签署时间，请一并保存；否则请向签署方核实。',
  'If an earlier time-stamp, receipt or archival record proves when it was signed, keep it together with this; else ask the signer.',
];
const ADVICE_BY: Partial<Record<SubIndication, Said>> = {
  NO_CERTIFICATE_CHAIN_FOUND: [
    '如果信任该签署者的证书颁发机构，请把它的根证书加入信任，然后再次核验；否则请向签署方核实。',
    'If you trust the authority behind this certificate, add its root to the trust and validate again; else ask the signer.',
  ],
  TRY_LATER: [
    '取得签署之后发布的吊销数据（CRL 或 OCSP）加入信任，然后再次核验。',
    'Add revocation data (CRL or OCSP) from after the signing to the trust, then validate again.',
  ],
  SIGNED_DATA_NOT_FOUND: ['请连同被签署的内容一起核验。', 'Validate it together with the content that was signed.'],
  NO_SIGNING_CERTIFICATE_FOUND: [
    '向签署方索取证书，加入信任后再次核验。',
    'Ask the signer for the certificate, add it to the trust and validate again.',
  ],
  POLICY_PROCESSING_ERROR: ['请选用已有的策略后再次核验。', 'Validate again under a policy that is known.'],
  REVOKED_NO_POE: PROOF_OF_TIME,
  REVOKED_CA_NO_POE: PROOF_OF_TIME,
  OUT_OF_BOUNDS_NO_POE: PROOF_OF_TIME,
  OUT_OF_BOUNDS_NOT_REVOKED: PROOF_OF_TIME,
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: PROOF_OF_TIME,
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: PROOF_OF_TIME,
  NO_POE: PROOF_OF_TIME,
};

/** A time for people, with its zone: Chinese readers get theirs. What is no time is shown as it stands. */
export function timeInWords(text: string, lang: Lang): string {
  const time = Date.parse(text);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(time)) return plain(text, MAX_NAME);
  const shifted = new Date(time + (lang === 'en' ? 0 : 8 * 3_600_000)).toISOString();
  const [day, clock] = [shifted.slice(0, -14), shifted.slice(-13, -5)];
  if (lang === 'en') return `${day} ${clock} UTC`;
  const [year, month, date] = day.split('-');
  return `${year}年${Number(month)}月${Number(date)}日 ${clock}（北京时间）`;
}
