import { checkPage } from '../../../src/core/checks/report/page.js';
import { runChecks } from '../../../src/core/checks/run.js';
import { schemeOf } from '../../../src/core/checks/schemes/index.js';
import { AT, declared, file, finding, formatFacts, subject } from './subjects.js';

const scheme = schemeOf('dantao/archiving')!;
const SOFTWARE = { name: 'dantao', version: '0.0.0' };
const record = { id: '019d0000-0000-7000-8000-000000000000', title: '<b>发票</b>', kind: 'generic', fonds: 'Z109' };
const page = (more: Parameters<typeof subject>[0], lang: 'zh-CN' | 'en' = 'zh-CN') =>
  checkPage({ record, report: runChecks(scheme, subject(more), AT, SOFTWARE) }, scheme, lang);

describe('the page of a check', () => {
  it('tells from itself alone why a record failed', () => {
    const findings = [finding('DIGEST_MISMATCH', { where: 'a.txt', expected: 'sha256:11', found: 'sha256:22' })];
    const text = page({ findings });
    for (const said of [
      '检测不通过',
      '一票否决',
      'GD-1-1',
      '应为：sha256:11',
      '实为：sha256:22',
      'a.txt',
      'DIGEST_MISMATCH',
    ])
      expect(text).toContain(said);
  });

  it('puts what failed before what passed, and says how much was not checked', () => {
    const text = page({ files: [file('a.pdf', { facts: formatFacts('pdf', { whole: 'broken' }) })] }, 'en');
    const completeness = text.slice(text.indexOf('<h2>Completeness'));
    expect(completeness.indexOf('Content whole and opens')).toBeLessThan(completeness.indexOf('Number as announced'));
    expect(text).toMatch(/\d+ not checked/);
  });

  it('never lets a record write markup, turn the direction, or load anything', () => {
    const text = page(declared({ title: '<script>alert(1)</script>\u202e', metadata: { '<img src=x>': '\u202e' } }));
    expect(text).not.toMatch(/<script|<img|<b>|\u202e|http:|https:/);
    expect(text).toContain('&lt;b&gt;发票');
  });

  it('is the same bytes for the same report', () => {
    expect(page({})).toBe(page({}));
  });

  it('says beside a total of passed which vetoes nobody looked at', () => {
    const text = page({}, 'zh-CN');
    expect(text).toContain('检测通过');
    expect(text).toMatch(/以下一票否决项未检测：[^<]*信息包一致性；病毒感染/);
    const scans = new Map([['a.txt', { is: 'clean' as const, detail: 'OK', scanner: 'ClamAV' }]]);
    expect(page({ scans })).not.toMatch(/以下一票否决项未检测：[^<]*病毒感染/);
  });

  it('marks numbers that are not established', () => {
    expect(page({})).toContain('GD-1-9（编号未查实）');
  });
});
