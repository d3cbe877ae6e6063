import { type Declaration, type ReceivedFile } from '../core/record.js';
import { type KindInput, type RecordReading } from '../core/records/kind.js';
import { type RecordRow } from './ports.js';

/** What a kind is shown of a record. */
export function kindInputOf(declaration: Declaration, files: readonly ReceivedFile[]): KindInput {
  return {
    declaration,
    files: files.map(({ declared, facts, documents = [], signatures }) => ({
      name: declared.name,
      ...(declared.role === undefined ? {} : { role: declared.role }),
      ...(declared.origin === undefined ? {} : { origin: declared.origin }),
      format: facts,
      documents,
      signatures,
    })),
  };
}

/** A row holds what is said of the whole; the entries of a statement would make it as large as the statement. */
const MAX_ROW_FACTS = 200;

/** Longer ones are no keys: an index could not hold them. */
const MAX_KEY_CHARACTERS = 500;

/** What the register keeps of a reading. */
export function sayingsOf({
  facts,
  duplicateKey,
  voucher,
  relations,
}: Pick<RecordReading, 'facts' | 'duplicateKey' | 'voucher' | 'relations'>): Pick<
  RecordRow,
  'facts' | 'duplicateKey' | 'voucher' | 'foundRelations'
> {
  return {
    duplicateKey: duplicateKey !== null && duplicateKey.length <= MAX_KEY_CHARACTERS ? duplicateKey : null,
    facts: [...facts.filter(({ group }) => group === undefined).slice(0, MAX_ROW_FACTS), ...namesOf(facts)],
    voucher,
    foundRelations: relations,
  };
}

/** Of the lines, what one looks for a record by: each name once. */
const SEARCHED_OF_LINES = new Set(['item-name', 'ledger-subject', 'summary', 'material-name']);
const MAX_ROW_NAMES = 40;

function namesOf(facts: RecordRow['facts']): RecordRow['facts'] {
  const names = new Map<string, RecordRow['facts'][number]>();
  for (const fact of facts) {
    const name = `${fact.key} ${fact.text}`;
    if (fact.group === undefined || !SEARCHED_OF_LINES.has(fact.key) || names.has(name)) continue;
    names.set(name, fact);
    if (names.size === MAX_ROW_NAMES) break;
  }
  return [...names.values()];
}
