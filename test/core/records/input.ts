import { type Declaration } from '../../../src/core/record.js';
import { type DocumentFacts } from '../../../src/core/records/fact.js';
import { factOf } from '../../../src/core/records/fact-value.js';
import { type KindFile, type KindInput } from '../../../src/core/records/kind.js';
import { DICTIONARY } from '../../../src/core/records/dictionary/index.js';

type File = Partial<KindFile> & { name: string };

/** A record as its kind sees it: files by name, with what they say. */
export function recordOf(declared: Partial<Declaration>, files: readonly File[] = []): KindInput {
  return {
    declaration: {
      fonds: 'DEMO',
      kind: 'auto',
      files: files.map(({ name }, index) => ({ part: `f${index}`, name })),
      ...declared,
    },
    files: files.map((file) => ({
      format: { format: 'ofd', mimeType: 'application/ofd', whole: 'whole' },
      documents: [],
      signatures: [],
      ...file,
    })),
  };
}

/** A document that says these things; types are those of the dictionary. */
export function documentOf(
  document: string,
  said: Record<string, string>,
  more: Partial<DocumentFacts> = {},
): DocumentFacts {
  // prettier-ignore
  const facts = Object.entries(said).map(([key, text]) => {
    const type = DICTIONARY.find((entry) => entry.key === key)?.type ?? 'text';
    return factOf({ key, type: type === 'group' ? 'text' : type, text, place: `/${key}` });
  });
  return { document, reader: `${document}/1`, carrier: '', facts, ...more };
}
