/** Invented; no real company stands behind it. */
export const DECLARATION_EXAMPLE = {
  fonds: 'F001',
  kind: 'e-invoice',
  title: '增值税电子发票 示例 0001',
  date: '2026-03-17',
  retention: '30年',
  source: { system: 'erp', businessKey: 'INV-0001' },
  files: [{ part: 'file1', name: '发票.pdf', role: '正本', sizeBytes: 59_812 }],
};

export const RECORD_EXAMPLE = {
  record: {
    id: '0190bbbb-0000-7000-8000-000000000002',
    fonds: 'F001',
    kind: 'e-invoice',
    title: '增值税电子发票 示例 0001',
    state: 'registered',
    stateReason: [],
    receivedAt: '2026-03-18T01:02:03.004Z',
    test: false,
    source: { system: 'erp', businessKey: 'INV-0001' },
  },
  package: {
    key: 'aip/v1/3f/0190aaaa-0000-7000-8000-000000000001/2026/0190bbbb-0000-7000-8000-000000000002/v00001.zip',
    version: 1,
    sizeBytes: 81_920,
    sha256: 'a'.repeat(64),
    sha512: 'b'.repeat(128),
    storeVersion: null,
  },
  files: [],
  versions: [],
  expects: [],
  withdrawal: null,
  findings: [],
  receipt: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl',
  registeredReceipt: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl',
};

/** A kind of a fonds, without code. */
export const KIND_EXAMPLE = {
  id: 'construction-file',
  zh: '建设工程档案',
  en: 'Construction project file',
  fields: [
    { key: 'own-project-code', obligation: 'required' },
    { key: 'accepted-date', obligation: 'optional' },
  ],
  files: [{ role: '竣工图', aliases: ['竣工图纸'], min: 1, max: null }],
  duplicateKey: '{own-project-code}',
  title: '{own-project-code}',
  mappings: [{ document: { root: 'project' }, path: 'head/code', key: 'own-project-code' }],
};
