import { zipOfParts } from '../../src/archive/zip-of-parts.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../src/core/formats/format.js';
import { openZip } from '../../src/core/zip.js';

async function* parts(...some: [name: string, ...pieces: string[]][]) {
  for (const [name, ...pieces] of some)
    yield {
      name,
      body: (async function* () {
        for (const piece of pieces) yield Buffer.from(piece);
      })(),
    };
}
async function zipped(...some: Parameters<typeof parts>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zipOfParts(parts(...some))) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a batch of parts as a ZIP', () => {
  it('is a sound ZIP with the records and the files under their parts', async () => {
    const findings: { code: string }[] = [];
    const bytes = await zipped(['records', '{"a":1}\n', '{"b":2}\n'], ['f1', '甲', '乙'], ['f2']);
    const archive = (await openZip(new BufferSource(bytes), DEFAULT_LIMITS, findings as never))!;
    expect(archive.entries.map(({ name }) => name)).toEqual(['records.jsonl', 'files/f1', 'files/f2']);
    await archive.checkContents();
    expect(findings).toEqual([]);
  });

  it('gives the same bytes for the same parts, however they came in pieces', async () => {
    expect(await zipped(['records', '{}'], ['f1', 'ab', 'c'])).toEqual(await zipped(['records', '{', '}'], ['f1', 'abc']));
  });

  it.each<[string, [string, ...string[]][]]>([
    ['no part', []],
    ['files first', [['f1', 'x'], ['records', '{}']]],
    ['records twice', [['records', '{}'], ['records', '{}']]],
    ['a part twice', [['records', '{}'], ['f1', 'x'], ['f1', 'y']]],
  ])('is refused for %s', async (_, some) => {
    await expect(zipped(...some)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
}); // prettier-ignore
