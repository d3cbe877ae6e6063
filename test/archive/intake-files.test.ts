import { expect, it } from '@jest/globals';
import { IntakeFiles } from '../../src/archive/intake-files.js';
import { type Isolate, type Spool } from '../../src/archive/ports.js';

const LIMITS = { maxRecordJsonBytes: 1_000, maxSignatureBytes: 1_000, maxFileBytes: 1_000, maxFiles: 10 };
const part = (name: string, text: string) => ({
  name,
  body: (async function* () {
    yield Buffer.from(text);
  })(),
});

it('a second signature is a finding, never taken in place of the first', async () => {
  // No file part comes, so neither spool nor reader is asked.
  const files = new IntakeFiles(
    { fonds: 'Z109', kind: 'e-invoice', title: 't', files: [] },
    '0190bbbb-0000-7000-8000-000000000002',
    {} as Spool,
    {} as Isolate,
    LIMITS,
  );
  await files.take(part('signature', ' a..b\n'));
  expect(files.findings).toEqual([]);
  await files.take(part('signature', 'c..d'));
  expect([files.signature, files.findings.map((f) => [f.code, f.where])]).toEqual([
    'a..b',
    [['FILE_PART_REPEATED', 'signature']],
  ]);
});
