import { type SignatureReport } from '../../record.js';
import { type Check } from '../facts.js';
import { inWords, type Lang, nameIn, type Said } from './words.js';

/** What one condition of the article asks, and what the facts say to it. Never a conclusion. */
export interface Condition {
  asks: string;
  facts: string;
}

export const HEADING: Said = [
  '与《中华人民共和国电子签名法》第十三条所列条件对照',
  'Facts beside the conditions of article 13, Electronic Signature Law of the PRC',
];

export const NO_CONCLUSION: Said = [
  '本表只列出与各项条件有关的事实，不判断该签名是否属于“可靠的电子签名”，也不判断其法律效力。',
  'This table only puts facts beside each condition. It does not say whether the signature is a “reliable electronic signature”, nor what it is worth in law.',
];

/**
 * The four conditions of article 13 (2019 version) beside the facts. Two of them are about the key and its holder: no file
 * can prove those, and the table says so.
 */
export function articleThirteen(report: SignatureReport, lang: Lang): Condition[] {
  const { facts } = report;
  return [
    condition(['（一）电子签名制作数据用于电子签名时，属于电子签名人专有', '(1) the data used to make the signature belongs to the signer alone'], exclusive(report), lang), // prettier-ignore
    condition(['（二）签署时电子签名制作数据仅由电子签名人控制', '(2) when signing, that data is controlled by the signer alone'], controlled(report), lang), // prettier-ignore
    condition(['（三）签署后对电子签名的任何改动能够被发现', '(3) any change to the signature after signing can be found'], found(facts.value, ['签名值已核验，没有发现对签名的改动', 'The signature value was verified; no change to the signature was found'], ['签名值与内容和公钥不相符：发现改动，或不是用这张证书所签', 'The signature value does not fit: it was changed, or made with another key']), lang), // prettier-ignore
    condition(['（四）签署后对数据电文内容和形式的任何改动能够被发现', '(4) any change to content and form of the message after signing can be found'], content(report), lang), // prettier-ignore
  ];
}

const condition = (asks: Said, facts: Said, lang: Lang): Condition => ({ asks: inWords(asks, lang), facts: inWords(facts, lang) }); // prettier-ignore

function exclusive({ facts: { chain, signer } }: SignatureReport): Said {
  const beyond: Said = ['是否专有，文件本身不能证明。', 'Whether it belongs to nobody else, a file can not prove.'];
  if (signer === null)
    return [`文件中没有签署者的证书。${beyond[0]}`, `There is no certificate of the signer. ${beyond[1]}`];
  const name = nameIn(signer.subject);
  // Whether something else is left open (revocation, say) is told in its own row.
  if (chain?.anchor && chain.check.is !== 'wrong') {
    const anchor = nameIn(chain.anchor.subject);
    return [
      `证书声明密钥属于“${name}”，证书可追溯到受信任的“${anchor}”。${beyond[0]}`,
      `The certificate says that the key is of "${name}" and leads to the trusted "${anchor}". ${beyond[1]}`,
    ];
  }
  return [
    `证书自称密钥属于“${name}”，但未能追溯到受信任的根。${beyond[0]}`,
    `The certificate says that the key is of "${name}", but leads to no trusted anchor. ${beyond[1]}`,
  ];
}

function controlled({ facts: { chain, provenAt } }: SignatureReport): Said {
  const beyond: Said = ['签署时由谁控制密钥，文件本身不能证明。', 'Who controlled the key, a file can not prove.'];
  const statuses = (chain?.links ?? []).map(({ revocation: { status } }) => status);
  const said: Said = statuses.includes('revoked')
    ? ['有证书已被吊销（见上表）', 'A certificate was revoked (see the table above)']
    : statuses.length === 0 || statuses.includes('unknown')
      ? ['不知道证书在签署时是否已被吊销', 'It is not known whether the certificate was revoked when it was signed']
      : provenAt === null
        ? ['核验时证书未被吊销', 'The certificate was not revoked when it was validated']
        : ['在可证明的签署时间证书未被吊销', 'The certificate was not revoked at the proven time'];
  return [`${said[0]}。${beyond[0]}`, `${said[1]}. ${beyond[1]}`];
}

function found(check: Check, right: Said, wrong: Said): Said {
  const said = { right, wrong, 'not-checked': ['未能核验，没有结论', 'It could not be verified, so nothing is known'] as const }[check.is]; // prettier-ignore
  return [`${said[0]}。`, `${said[1]}.`];
}

function content({ facts: { digests, document, coverage } }: SignatureReport): Said {
  const both = [digests, document];
  const worst = both.find(({ is }) => is === 'wrong') ?? both.find(({ is }) => is === 'not-checked') ?? digests;
  const part: Said = coverage.extent === 'partial' ? ['（签名未覆盖的部分，其改动不能被发现）', ' (changes to what it does not cover can not be found)'] : ['', '']; // prettier-ignore
  return found(
    worst,
    [`内容与签署时一致，没有发现改动${part[0]}`, `The content is what was signed; no change was found${part[1]}`],
    ['发现签署之后的改动', 'A change after signing was found'],
  );
}
