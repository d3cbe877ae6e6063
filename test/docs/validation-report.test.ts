import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readdirSync, readFileSync } from 'node:fs';
import { BufferSource } from '../../src/core/byte-source.js';
import { inspectBytes } from '../../src/core/formats/index.js';
import { DEFAULT_LIMITS } from '../../src/core/formats/format.js';
import { readReport } from '../../src/core/signatures/report/report.js';
import { makeTrustSnapshot } from '../../src/core/signatures/trust.js';
import { readTrustBytes } from '../../src/core/signatures/trust-bytes.js';
import { verdictOf } from '../../src/core/verdict-line.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root));
const page = read('docs/validation-report.md').toString();
const [, text] = /```json\n([\s\S]*?)```/.exec(page)!;
const { files, context } = readReport(Buffer.from(text!));

describe('docs/validation-report.md', () => {
  it('its example fits the schema beside it', () => {
    const ajv = new Ajv2020({ allErrors: true });
    (addFormats as unknown as (one: Ajv2020) => void)(ajv);
    const fits = ajv.compile(JSON.parse(read('docs/validation-report.schema.json').toString()) as object);
    expect(fits(JSON.parse(text!)) ? null : fits.errors).toBeNull();
  });

  it('its example is what is said of that seed, under the trust it names', async () => {
    const anchors = readdirSync(new URL('seeds/trust/', root))
      .filter((name) => name.endsWith('.pem'))
      .flatMap((name) => readTrustBytes(read(`seeds/trust/${name}`)))
      .map(({ bytes }) => ({ purpose: 'all' as const, certificate: bytes }));
    const trust = makeTrustSnapshot({ anchors, certificates: [], crls: [], ocsps: [] });
    expect(context.trust).toBe(trust.digest);
    const [told] = files;
    const report = await inspectBytes(
      new BufferSource(read(`seeds/06-old-invoice-ofd-sealed/${told!.name}`)),
      DEFAULT_LIMITS,
      { trust, at: new Date(context.at), policy: context.policy },
    );
    expect(verdictOf(told!.report)).toEqual(verdictOf(report));
    expect(told!.report.signatures).toEqual(report.signatures);
  });
});
