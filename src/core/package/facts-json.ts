import { canonicalJsonRepaired } from '../json.js';
import { titleOf } from '../records/title.js';
import { type PackageInput } from './plan.js';

export const FACTS_SCHEMA = 'dantao/facts/v1';

/**
 * metadata/descriptive/facts.json (docs/package-format.md): what the record says by its kind, each fact with its source, and
 * all that each of its documents says. Null when nothing in it could be read for facts.
 */
export function factsJson(input: PackageInput): string | null {
  const { reading, files } = input;
  const documents = files.flatMap(({ path, documents = [] }) => documents.map((one) => ({ path, ...one })));
  if (reading === undefined || (documents.length === 0 && reading.facts.length === 0)) return null;
  const { kind, duplicateKey, voucher, relations, facts, order } = reading;
  return canonicalJsonRepaired({
    schema: FACTS_SCHEMA,
    record: input.recordId,
    software: input.software,
    kind,
    title: titleOf(input.declaration, reading),
    duplicateKey,
    voucher,
    relations,
    facts,
    // Only kinds that have an order of their own say one: packages of the others stay as they are.
    ...(order === undefined ? {} : { order }),
    documents,
  });
}
