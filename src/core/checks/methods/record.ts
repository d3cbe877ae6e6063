import { type Method } from '../method.js';
import { type MethodResult } from '../result.js';
import { say, type Sentence } from '../sentence.js';
import { sentenceOf } from '../finding-sentence.js';

function compared(expected: number | undefined, found: number, what: Sentence): MethodResult {
  if (expected === undefined)
    return {
      outcome: 'not-checked',
      found: String(found),
      why: say(`移交方没有说明${what.zh}`, `the sender did not say how many ${what.en}`),
      evidence: [],
    };
  return {
    outcome: expected === found ? 'passed' : 'failed',
    expected: String(expected),
    found: String(found),
    ...(expected === found
      ? {}
      : {
          why: say(`申报${what.zh} ${expected}，实收 ${found}`, `${expected} ${what.en} were announced, ${found} came`),
        }),
    evidence: [],
  };
}

/** 总件数相符性 of one record: files that were announced against those that came. */
export const declaredCount: Method = ({ announced, declaration, files }) =>
  compared(announced?.files ?? declaration.files.length, files.length, say('文件数', 'files'));

/** 总字节数相符性. Without a total the sizes of the files are added up, if each was declared. */
export const declaredBytes: Method = ({ announced, files }) => {
  const sizes = files.map(({ declared }) => declared.sizeBytes);
  const sum = sizes.every((size) => size !== undefined)
    ? sizes.reduce<number>((all, size) => all + size, 0)
    : undefined;
  const found = files.reduce((all, { sizeBytes }) => all + sizeBytes, 0);
  return compared(announced?.sizeBytes ?? sum, found, say('字节数', 'bytes'));
};

/** Name, size and format as captured against the file itself (电子属性一致性). */
export const electronicAttributes: Method = ({ files, findings }) => {
  const sizes = findings.filter(({ code }) => code === 'SIZE_MISMATCH');
  const names = files.filter(({ declared, facts }) => {
    const extension = /\.([A-Za-z0-9]{1,8})$/.exec(declared.name)?.[1]?.toLowerCase();
    const usual = extension === undefined ? undefined : USUAL[extension];
    return usual !== undefined && facts.format !== 'unknown' && !usual.includes(facts.format);
  });
  const evidence = [
    ...sizes.map(({ where, code, message }) => ({ where, finding: code, what: message })),
    ...names.map(({ declared, facts }) => ({ where: declared.name, what: `the content is ${facts.description}` })),
  ];
  if (sizes.length > 0)
    return { outcome: 'failed', expected: sizes[0]!.expected ?? '', found: sizes[0]!.found ?? '', why: sentenceOf(sizes[0]!), evidence }; // prettier-ignore
  if (names.length > 0)
    return { outcome: 'warning', expected: names[0]!.declared.name, found: names[0]!.facts.description, why: say('文件名所示格式与内容不符', 'the name promises another format than the content has'), evidence }; // prettier-ignore
  const unknown = files.filter(({ facts }) => facts.format === 'unknown');
  if (unknown.length === files.length)
    return { outcome: 'not-checked', why: say('没有可识别格式的文件', 'no file is of a format known here'), evidence: unknown.map(({ path }) => ({ where: path })) }; // prettier-ignore
  return { outcome: 'passed', evidence };
};

/** Extensions and what they usually hold. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  pdf: ['pdf'],
  ofd: ['ofd'],
  xml: ['xml', 'ofd'],
  xbrl: ['xml'],
  png: ['png'],
  jpg: ['jpeg'],
  jpeg: ['jpeg'],
  tif: ['tiff'],
  tiff: ['tiff'],
  docx: ['ooxml'],
  xlsx: ['ooxml'],
  pptx: ['ooxml'],
  zip: ['zip', 'ofd', 'ooxml'],
  csv: ['csv', 'text'],
};

/** Every name in the metadata leads to a file that came, and every file that came is named (元数据与内容数据关联). */
export const links: Method = ({ declaration, files, findings }) => {
  const wrong = findings.filter(({ code }) => code === 'FILE_MISSING' || code === 'FILE_UNDECLARED');
  if (wrong.length > 0)
    return { outcome: 'failed', why: sentenceOf(wrong[0]!), evidence: wrong.map(({ where, code, message }) => ({ where, finding: code, what: message })) }; // prettier-ignore
  return { outcome: 'passed', expected: String(declaration.files.length), found: String(files.length), evidence: [] };
};

/** 档号规范性. Numbers come when a volume or a period closes; before that there is nothing to look at. */
export const archivalNumber: Method = ({ archivalNumber: given }) => {
  if (!given) return { outcome: 'not-checked', why: say('尚未编制档号', 'no archival number yet'), evidence: [] };
  const { number, problems } = given;
  return problems.length === 0
    ? { outcome: 'passed', found: number, evidence: [] }
    : { outcome: 'failed', found: number, why: say(problems[0]!, problems[0]!), evidence: problems.map((what) => ({ where: number, what })) }; // prettier-ignore
};

/** 连续性元数据项: serials run without a gap only among the records of a closed volume or period. */
export const continuity: Method = ({ serials }) => {
  if (!serials)
    return {
      outcome: 'not-checked',
      why: say('所属案卷或期间尚未结束', 'its volume or period is not closed yet'),
      evidence: [],
    };
  const { of, missing } = serials;
  return missing.length === 0
    ? { outcome: 'passed', found: of, evidence: [{ where: of }] }
    : { outcome: 'failed', expected: 'no gap', found: missing.slice(0, 20).join(', '), why: say(`${of} 缺 ${missing.length} 个号`, `${missing.length} numbers are missing in ${of}`), evidence: [{ where: of }] }; // prettier-ignore
};

/** 目标数据库中元数据可访问性: what the register says of the record was read for this look. */
export const metadataAccessible: Method = ({ registered }) =>
  registered
    ? { outcome: 'passed', evidence: [{ where: 'register' }] }
    : { outcome: 'not-checked', why: say('记录尚未登记入库', 'the record is not in the register yet'), evidence: [] };

/** 归档范围. */
export const scope: Method = ({ scope: said }) => {
  if (!said)
    return {
      outcome: 'not-checked',
      why: say('本全宗没有生效的归档范围表', 'the fonds has no archiving scope in force'),
      evidence: [],
    };
  const evidence = [{ where: said.by }];
  if (said.inScope === null)
    return {
      outcome: 'manual',
      why: say('有多行可能适用，由人工确定', 'more than one row could apply: a person decides'),
      evidence,
    };
  return said.inScope
    ? { outcome: 'passed', found: said.by, evidence }
    : {
        outcome: 'failed',
        found: said.by,
        why: say('按归档范围表不归档', 'the table says this is not archived'),
        evidence,
      };
};

/** Handling process (过程信息): what is known of it at all is that a person or a system with a key sent it, and what became of it. */
export const processInformation: Method = ({ declaration, reading, process }) => {
  const said = reading.facts.filter(({ key }) => PROCESS.has(key)).map(({ key }) => key);
  const declared = Object.keys(declaration.metadata ?? {}).filter((name) => /过程|流程|办理|处理|process/i.test(name));
  const found = [...said, ...declared];
  if (found.length > 0)
    return { outcome: 'passed', found: found.join(', '), evidence: found.map((where) => ({ where })) };
  if (process.events.length === 0)
    return {
      outcome: 'failed',
      why: say('没有任何过程记录，包括接收', 'not even its arrival is on record'),
      evidence: [],
    };
  return {
    outcome: 'warning',
    found: process.events.join(', '),
    why: say(
      '只记录了入档以后的过程，没有形成和办理过程',
      'only what happened in the archive is on record, nothing of how the record was made and handled before',
    ),
    evidence: process.events.map((what) => ({ where: 'ledger', what })),
  };
};

const PROCESS = new Set([
  'accepted-date',
  'finished-date',
  'signer',
  'reviewer',
  'prepared-date',
  'review-date',
  'posting-date',
]);

/** 归档过程安全性: who sent it was known, and it is said whether the content was signed by the sender too. */
export const processSafety: Method = ({ process }) => {
  if (!process.authenticated)
    return { outcome: 'failed', why: say('移交方身份不明', 'the sender was not known'), evidence: [] };
  return {
    outcome: 'passed',
    found: process.senderSigned ? 'key and signature of the sender' : 'key of the sender',
    evidence: [],
  };
};
