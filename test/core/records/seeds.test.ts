import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { type Declaration } from '../../../src/core/record.js';
import { readRecord } from '../../../src/core/records/index.js';
import { type KindFile } from '../../../src/core/records/kind.js';

describe('records of administrations among the seeds', () => {
  it.each([
    ['15-e-certificate', 'e-certificate:1.2.156.3005.2.119900000000000943001.119900000000000350.202600000001.001'],
    ['16-government-service', 'government-service:DEMO-2026-0001'],
    ['17-official-document', 'official-document:测试发〔2026〕1号:示例市政务服务局（测试）:2026-03-17'],
  ])('%s is read without anything to complain of', async (folder, duplicateKey) => {
    const declaration = JSON.parse(readFileSync(join('seeds', folder, 'record.json'), 'utf8')) as Declaration;
    const files: KindFile[] = [];
    for (const { name, role } of declaration.files) {
      const { facts, documents, signatures } = await inspectBytes(new BufferSource(readFileSync(join('seeds', folder, name)))); // prettier-ignore
      files.push({ name, ...(role === undefined ? {} : { role }), format: facts, documents, signatures });
    }
    const { findings, ...reading } = readRecord({ declaration, files });
    expect([reading.duplicateKey, findings]).toEqual([duplicateKey, []]);
    if (folder.startsWith('16')) expect(reading.relations.map(({ type }) => type)).toEqual(['produces']);
  });
});
