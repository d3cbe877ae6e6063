import { type Finding } from '../../finding.js';
import { type Declaration } from '../../record.js';
import { type SourcedFact } from '../fact.js';
import { factOf } from '../fact-value.js';
import { recordFinding } from '../findings.js';

/** One outside verification with the place in the declaration that tells it. */
interface Verification {
  result: string;
  source: string | undefined;
  at: string | undefined;
  place: string;
}

/** Members of `metadata.查验`, as senders write it. */
const RESULT = ['结果', '查验结果', 'result'];
const SOURCE = ['渠道', '来源', '平台', '查验平台', '查验渠道', 'source'];
const AT = ['时间', '查验时间', 'at'];
const MAX = 100;

/** What the words of the platform mean: only what is plainly bad is said to be; anything else is left to a person. */
const NEGATIVE =
  /不一致|不符|不通过|未通过|查无此票|不存在|已?作废|异常|失败|invalid|failed|not[ -]?found|void|mismatch/i;
const DENIED = /(无|未发现|没有|未见|非)(作废|异常)/;

/**
 * Outside verifications (查验) as facts with their source and time; with several, each is of its group and the last one is also the
 * record's. None declared: no fact, that is, not checked.
 */
export function verificationFacts({
  verifications = [],
  metadata = {},
}: Pick<Declaration, 'verifications' | 'metadata'>): {
  facts: SourcedFact[];
  findings: Finding[];
} {
  const all = [
    ...verifications.map(({ of, result, source, at }, i): Verification => {
      return { result, source, at, place: `verifications/${i}${of === undefined ? '' : ` of ${of}`}` };
    }),
    ...fromMetadata(metadata['查验']),
  ].slice(0, MAX);
  const last = [...all].sort((one, other) => ((one.at ?? '') < (other.at ?? '') ? -1 : 1)).at(-1);
  return {
    facts: [
      ...(last === undefined ? [] : factsOf(last)),
      ...(all.length < 2 ? [] : all.flatMap((one, index) => factsOf(one, `verification/${index + 1}`))),
    ],
    findings: all
      .filter(({ result }) => NEGATIVE.test(result.replace(DENIED, '')))
      .map(({ result, source, place }) =>
        recordFinding(
          'INVOICE_VERIFICATION_NEGATIVE',
          `declaration ${place}`,
          `an outside verification says ${result}`,
          {
            found: source === undefined ? result : `${result} (${source})`,
          },
        ),
      ),
  };
}

function factsOf({ result, source, at, place }: Verification, group?: string): SourcedFact[] {
  const said = (key: string, type: 'text' | 'date', text: string | undefined): SourcedFact[] =>
    text === undefined || text.trim() === ''
      ? []
      : [
          {
            ...factOf({ key, type, text, place, ...(group === undefined ? {} : { group }) }),
            file: 'declaration',
            reader: 'declaration/1',
          },
        ];
  return [
    ...said('verification-result', 'text', result),
    ...said('verification-source', 'text', source),
    ...said('verification-time', 'date', at),
  ];
}

/** An object, a list of them, or only the result. */
function fromMetadata(value: unknown): Verification[] {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.slice(0, MAX).flatMap((one, index) => {
    const place = `metadata/查验${Array.isArray(value) ? `/${index}` : ''}`;
    if (typeof one === 'string')
      return one.trim() === '' ? [] : [{ result: one, source: undefined, at: undefined, place }];
    if (typeof one !== 'object' || one === null) return [];
    const members = new Map<string, unknown>(Object.entries(one));
    const member = (names: readonly string[]): string | undefined => {
      const found = names.map((name) => members.get(name)).find((said) => typeof said === 'string');
      return typeof found === 'string' ? found.slice(0, 1000) : undefined;
    };
    const result = member(RESULT);
    return result === undefined ? [] : [{ result, source: member(SOURCE), at: member(AT), place }];
  });
}
