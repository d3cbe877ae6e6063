import { type SignatureReport } from '../../record.js';
import { type ChainFacts, type Change, type Check, notChecked, type SignatureFacts, type TimestampFacts } from '../facts.js'; // prettier-ignore
import { FILE } from '../given.js';
import { inWords, type Lang, nameIn, plain, type Said, timeInWords, whyInWords } from './words.js';

/** `right` and `wrong` only for what was looked at; `open`: not established; `none`: nothing to say. */
export type Mark = 'right' | 'wrong' | 'open' | 'none';

/** One thing a verdict rests on: what was asked, the answer, and what stands behind it. */
export interface FactRow {
  label: string;
  mark: Mark;
  answer: string;
  details: readonly string[];
}

const MAX_PLACES = 8;
const MAX_PLACE = 120;

/** What the verdict of one signature rests on, in the order a person would ask. */
export function factsInWords({ kind, verdict, facts }: SignatureReport, lang: Lang): FactRow[] {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  return [
    unchanged(facts, lang),
    checked(say('签名值', 'Signature value'), facts.value, [['用证书中的公钥验证通过', 'verifies under the key of the certificate'], ['验证不通过', 'does not verify'], ['未核验', 'not verified']], lang), // prettier-ignore
    covers(kind === 'timestamp' ? facts.timestamp : undefined, facts, lang),
    later(facts, lang),
    chained(facts, lang),
    revoked(facts, lang),
    kind === 'timestamp' && facts.timestamp ? stamped(facts.timestamp, verdict, lang) : proven(facts, lang),
    algorithm(facts, lang),
    ...(facts.sealMaker ? [sealMade(facts.sealMaker, lang)] : []),
  ];
}

const MARKS = { right: 'right', wrong: 'wrong', 'not-checked': 'open' } as const;

function checked(label: string, check: Check, answers: readonly [Said, Said, Said], lang: Lang): FactRow {
  const answer = answers[{ right: 0, wrong: 1, 'not-checked': 2 }[check.is]]!;
  return { label, mark: MARKS[check.is], answer: inWords(answer, lang), details: check.is === 'right' ? [] : [whyInWords(check.why)] }; // prettier-ignore
}

function unchanged({ digests, document }: SignatureFacts, lang: Lang): FactRow {
  const label = inWords(['签署后是否被改动', 'Changed since it was signed'], lang);
  const both = [digests, document];
  const worst = both.find(({ is }) => is === 'wrong') ?? both.find(({ is }) => is === 'not-checked') ?? digests;
  const row = checked(label, worst, [['未被改动', 'no'], ['已被改动', 'yes'], ['未能核对', 'could not be compared']], lang); // prettier-ignore
  return { ...row, details: both.flatMap((check) => (check.is === 'right' ? [] : [whyInWords(check.why)])) };
}

const OVER: Record<TimestampFacts['over'], Said> = {
  content: ['签名所签的内容', 'the content of the signature'],
  signature: ['签名值', 'the signature value'],
  'signature-and-references': ['签名值和验证数据的引用', 'the signature value and the references to validation data'],
  references: ['验证数据的引用', 'the references to validation data'],
  archive: ['整个签名及其验证数据', 'the whole signature with its validation data'],
  document: ['文件', 'the document'],
  data: ['所给的数据', 'the data given'],
};

function covers(stamp: TimestampFacts | undefined, { coverage }: SignatureFacts, lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('覆盖范围', 'Covers');
  const { extent, covers, outside } = coverage;
  const files = covers.flatMap((place) => (place.startsWith(FILE) ? [place.slice(FILE.length)] : []));
  const beside = files.length === 0 ? null : say(`记录中的文件 ${places(files, lang)}`, `the file ${places(files, lang)} of the record`); // prettier-ignore
  if (stamp && stamp.over !== 'document') return { label, mark: 'none', answer: beside ?? inWords(OVER[stamp.over], lang), details: [] }; // prettier-ignore
  const answer = {
    whole: beside ?? say('整个文件', 'the whole document'),
    partial: say('文件的一部分', 'a part of the document'),
    unknown: say('不清楚', 'not established'),
  }[extent];
  return {
    label,
    mark: extent === 'whole' ? 'right' : 'open',
    answer,
    details: [
      ...(extent === 'whole' || covers.length === 0 ? [] : [say('覆盖：', 'covered: ') + places(covers, lang)]),
      ...(outside.length === 0 ? [] : [say('未覆盖：', 'not covered: ') + places(outside, lang)]),
    ],
  };
}

function places(all: readonly string[], lang: Lang): string {
  const shown = all.slice(0, MAX_PLACES).map((place) => plain(place, MAX_PLACE));
  const more = all.length - shown.length;
  return shown.join(inWords(['、', ', '], lang)) + (more > 0 ? inWords([`，另有 ${more} 处`, ` and ${more} more`], lang) : ''); // prettier-ignore
}

const CHANGES: Record<Change['kind'], Said> = {
  'time-stamp': ['加盖时间戳', 'a time-stamp'],
  'validation-data': ['加入验证数据', 'validation data'],
  'form-fill': ['填写表单', 'a form filled in'],
  annotation: ['添加批注', 'an annotation'],
  signature: ['添加签名', 'another signature'],
  metadata: ['修改元数据', 'metadata'],
  'page-content': ['修改页面内容', 'page content'],
  other: ['其他改动', 'something else'],
};

function later({ changes, document, digests, value }: SignatureFacts, lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('之后的改动', 'What came after it');
  const forbidden = changes.filter(({ permitted }) => !permitted);
  const details = changes.slice(0, MAX_PLACES).map(({ where, kind, permitted, why }) => {
    const word = permitted ? say('允许', 'permitted') : say('不允许', 'forbidden');
    return `${inWords(CHANGES[kind], lang)}${say('（', ' (')}${word}${say('）：', '): ')}${plain(where, MAX_PLACE)} — ${whyInWords(why)}`; // prettier-ignore
  });
  if (changes.length > MAX_PLACES) details.push(say(`另有 ${changes.length - MAX_PLACES} 处`, `and ${changes.length - MAX_PLACES} more`)); // prettier-ignore
  if (forbidden.length > 0 || document.is === 'wrong')
    return { label, mark: 'wrong', answer: say('有不允许的改动', 'forbidden changes'), details };
  // Where not even the signature was looked at, nothing is known of what came after it.
  const unread = digests.is === 'not-checked' && value.is === 'not-checked';
  if (unread || document.is === 'not-checked')
    return { label, mark: 'open', answer: say('未检查', 'not looked at'), details };
  const answer =
    changes.length === 0 ? say('没有发现', 'nothing found') : say('只有允许的改动', 'permitted changes only');
  return { label, mark: 'right', answer, details };
}

function chained({ chain, signer }: SignatureFacts, lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('证书链', 'Certificates');
  return chainRow(label, chain, signer, lang);
}

function chainRow(label: string, chain: ChainFacts | null, signer: SignatureFacts['signer'], lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  if (chain === null) {
    const said = signer ? [certificateInWords(signer, lang)] : [];
    return { label, mark: 'open', answer: say('未检查：没有给出信任', 'not looked at: no trust was given'), details: said }; // prettier-ignore
  }
  const anchor = chain.anchor === null ? '—' : nameIn(chain.anchor.subject);
  // No path at all is something missing; a path that does not hold is something wrong.
  const check = chain.check.is === 'wrong' && chain.anchor === null ? notChecked(chain.check.why) : chain.check;
  const leads: Said = [`可追溯到受信任的“${anchor}”`, `lead to the trusted "${anchor}"`];
  const open: Said = chain.anchor === null ? ['不能追溯到受信任的根', 'lead to no trusted anchor'] : [`${leads[0]}，但还有未能确定之处`, `${leads[1]}, with something left open`]; // prettier-ignore
  const row = checked(label, check, [leads, ['不成立', 'do not hold'], open], lang);
  const links = chain.links.length > 0 ? chain.links : signer ? [signer] : [];
  return {
    ...row,
    details: [...row.details, ...links.slice(0, MAX_PLACES).map((link) => certificateInWords(link, lang))],
  };
}

/** A seal is itself signed, by who made it: its picture and its list of signers are worth as much as that. */
function sealMade(
  { signer, value, chain, validFrom, validUntil }: NonNullable<SignatureFacts['sealMaker']>,
  lang: Lang,
): FactRow {
  // prettier-ignore
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('印章本身', 'The seal itself');
  const row = value.is === 'right' ? chainRow(label, chain, signer, lang) : checked(label, value, [['', ''], ['制章者的签名不相符', 'the signature of its maker does not fit'], ['制章者的签名未核验', 'the signature of its maker is not verified']], lang); // prettier-ignore
  const maker = say(`由“${nameIn(signer.subject)}”制作，`, `made by "${nameIn(signer.subject)}"; `);
  const time = (one: string | null) => (one === null ? '?' : timeInWords(one, lang));
  return { ...row, answer: maker + (value.is === 'right' ? say('证书', 'certificates ') : '') + row.answer, details: [...row.details, `${say('有效期', 'to be used')} ${time(validFrom)} – ${time(validUntil)}`] }; // prettier-ignore
}

function certificateInWords(one: NonNullable<SignatureFacts['signer']>, lang: Lang): string {
  const day = (time: string | null) => (time === null ? '?' : plain(time, 40).slice(0, 10));
  return `${plain(one.subject, MAX_PLACE)} · ${day(one.notBefore)} – ${day(one.notAfter)} · ${inWords(['序列号', 'serial'], lang)} ${plain(one.serial, 60)}`; // prettier-ignore
}

function revoked({ chain }: SignatureFacts, lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('吊销', 'Revocation');
  const links = chain?.links ?? [];
  const details = links.slice(0, MAX_PLACES).flatMap(({ subject, revocation: { status, why, revokedAt, source } }) => {
    if (status === 'not-needed') return [];
    const from = source === null ? '' : ` · ${source.kind.toUpperCase()} ${timeInWords(source.producedAt, lang)}${source.from === 'document' ? say('（文件自带）', ' (in the document)') : ''}`; // prettier-ignore
    const at = revokedAt === null ? '' : ` ${timeInWords(revokedAt, lang)}`;
    return [`${nameIn(subject)}${say('：', ': ')}${inWords(STATUS[status], lang)}${at}${why === null ? '' : ` (${whyInWords(why)})`}${from}`]; // prettier-ignore
  });
  const has = (wanted: string) => links.some(({ revocation: { status } }) => status === wanted);
  if (has('revoked'))
    return { label, mark: 'wrong', answer: say('有证书已被吊销', 'a certificate was revoked'), details };
  if (links.length === 0) return { label, mark: 'open', answer: say('未检查', 'not looked at'), details };
  if (has('unknown')) return { label, mark: 'open', answer: say('不清楚', 'not established'), details };
  return { label, mark: 'right', answer: say('未被吊销', 'not revoked'), details };
}

const STATUS = {
  good: ['未被吊销', 'not revoked'],
  revoked: ['已被吊销', 'revoked'],
  unknown: ['不清楚', 'not established'],
} as const satisfies Record<string, Said>;

function proven({ provenAt, claimedTime }: SignatureFacts, lang: Lang): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const label = say('时间戳', 'Time-stamp');
  const claimed = claimedTime === null ? [] : [say(`自称签署于 ${timeInWords(claimedTime, lang)}，不能作为证明`, `claims to be of ${timeInWords(claimedTime, lang)}, which proves nothing`)]; // prettier-ignore
  if (provenAt === null)
    return { label, mark: 'none', answer: say('没有可靠的时间证明', 'nothing proves the time'), details: claimed };
  const time = timeInWords(provenAt.time, lang);
  return { label, mark: 'right', answer: say(`不晚于 ${time} 签署`, `signed not later than ${time}`), details: [`${say('依据：', 'by ')}${plain(provenAt.by, MAX_PLACE)}`, ...claimed] }; // prettier-ignore
}

function stamped(
  { time, accuracyMicros, policy, serial }: TimestampFacts,
  verdict: SignatureReport['verdict'],
  lang: Lang,
): FactRow {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const accuracy =
    accuracyMicros === null ? '' : say(`，精度 ${accuracyMicros / 1e6} 秒`, `, accurate to ${accuracyMicros / 1e6} s`);
  return {
    label: say('时间戳', 'Time-stamp'),
    mark: verdict === 'TOTAL_PASSED' ? 'right' : 'none',
    answer: timeInWords(time, lang) + accuracy,
    details: [
      `${say('策略', 'policy')} ${plain(policy, MAX_PLACE)}, ${say('序列号', 'serial')} ${plain(serial, MAX_PLACE)}`,
    ],
  };
}

function algorithm({ algorithm: name, strength }: SignatureFacts, lang: Lang): FactRow {
  const label = inWords(['算法', 'Algorithm'], lang);
  const row = checked(label, strength, [['足够安全', 'strong enough'], ['不够安全', 'too weak'], ['未评估', 'not judged']], lang); // prettier-ignore
  return {
    ...row,
    answer: `${name === null ? inWords(['不清楚', 'unknown'], lang) : plain(name, MAX_PLACE)} · ${row.answer}`,
  };
}
