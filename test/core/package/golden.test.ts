import { describe, it, expect } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { ordinary, packed, signed, type Sample } from './sample.js';

const at = (name: string) => new URL(`../../golden/package/${name}`, import.meta.url);

/** The input as JSON that any language reads: bytes as base64, the nonce as hex. */
function inputJson({ input, contents }: Sample): string {
  const { nonce, declarationBytes, ...rest } = input;
  const value = {
    ...rest,
    nonce: Buffer.from(nonce).toString('hex'),
    declarationBase64: Buffer.from(declarationBytes).toString('base64'),
    contentsBase64: contents.map((bytes) => Buffer.from(bytes).toString('base64')),
  };
  return JSON.stringify(value, null, 1) + '\n';
}

describe('golden packages', () => {
  it.each([
    ['ordinary', ordinary],
    ['signed', signed],
  ])('%s: the same bytes as ever', (name, sample) => {
    const bytes = packed(sample());
    if (process.env.GOLDEN === 'write') {
      writeFileSync(at(`${name}.zip`), bytes);
      writeFileSync(at(`${name}.json`), inputJson(sample()));
    }
    // When this fails, packages in the archive and new ones differ: see test/golden/package/regenerate.sh.
    expect(bytes.equals(readFileSync(at(`${name}.zip`)))).toBe(true);
    expect(inputJson(sample())).toBe(readFileSync(at(`${name}.json`), 'utf8'));
  });
});
