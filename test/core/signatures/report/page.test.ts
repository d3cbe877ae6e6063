import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { signatureFinding } from '../../../../src/core/signatures/findings.js';
import { PAGE_POLICY } from '../../../../src/core/page-style.js';
import { validationPage } from '../../../../src/core/signatures/report/page.js';
import { CHANGED, fileOf, inputOf, PASSED, SAMPLES, UNTRUSTED } from './samples.js';

const LANGS = ['zh-CN', 'en'] as const;
const pages = SAMPLES.flatMap(([name, input]) => LANGS.map((lang) => ({ name, lang, input })));

/** The text of a page, tags taken out. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page for people', () => {
  it.each(pages)('$name, $lang: whole, the same twice, and nothing in it runs', ({ input, lang }) => {
    const html = validationPage(input, lang);
    expect(validationPage(input, lang)).toBe(html);
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${lang}">.*</html>\n$`, 's'));
    expect(html).not.toMatch(/<script|<img|<link|<iframe|javascript:|https?:|\son\w+=/i);
    // Neither control characters nor overrides of direction.
    expect(html).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    const open: string[] = [];
    for (const [, end, tag] of html.matchAll(/<(\/?)([a-z]\w*)[^>]*>/g)) {
      if (tag === 'meta') continue;
      if (end === '') open.push(tag!);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
    expect(html.isWellFormed()).toBe(true);
    expect(html.length).toBeLessThan(60_000);
  });

  it('its style is the one its policy lets through', () => {
    const html = validationPage(SAMPLES[0]![1], 'en');
    const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    expect(PAGE_POLICY).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">`);
  });

  it('says verdict, facts, what to do and under what, in both languages', () => {
    const input = inputOf(fileOf('发票.ofd', [UNTRUSTED]));
    const zh = textOf(validationPage(input, 'zh-CN'));
    expect(zh).toContain(
      '不确定：所覆盖的部分自签署以来未被改动，但签署者的证书不能追溯到受信任的根，因此不能说明是谁签署的。',
    );
    for (const label of [
      '签署后是否被改动',
      '签名值',
      '覆盖范围',
      '之后的改动',
      '证书链',
      '吊销',
      '时间戳',
      '算法',
      '怎么办',
      '信任快照',
      '策略',
      '软件',
    ])
      expect(zh).toContain(label);
    expect(zh).toContain(`sha256:${input.context.trust}`);
    expect(zh).toContain('2026年3月18日 08:00:00（北京时间）');
    expect(zh).toContain('未覆盖：Doc_0/Attachs/附件.xml');
    const en = textOf(validationPage(input, 'en'));
    expect(en).toContain(
      'Undecided: what it covers is unchanged since it was signed, but the certificate leads to no trusted anchor',
    );
    expect(en).toContain('INDETERMINATE · NO_CERTIFICATE_CHAIN_FOUND');
    expect(en).toContain('2026-03-18 00:00:00 UTC');
    expect(en.replace(/发票|张三|示例单位|附件/g, '')).not.toMatch(/\p{Script=Han}/u);
  });

  it('puts facts beside article 13 and concludes nothing of them', () => {
    const good = textOf(validationPage(inputOf(fileOf('a.pdf', [PASSED])), 'zh-CN'));
    expect(good).toContain('证书声明密钥属于“张三”，证书可追溯到受信任的“示例根”。是否专有，文件本身不能证明。');
    expect(good).toContain('签名值已核验，没有发现对签名的改动。');
    expect(good).toContain('不判断该签名是否属于“可靠的电子签名”，也不判断其法律效力');
    expect(good).not.toMatch(/具有法律效力|合法有效|签名有效|是可靠的电子签名/);
    expect(textOf(validationPage(inputOf(fileOf('a.pdf', [PASSED])), 'en'))).not.toMatch(/\bvalid\b|legally binding/i);
    const bad = textOf(validationPage(inputOf(fileOf('a.pdf', [CHANGED])), 'zh-CN'));
    expect(bad).toContain('发现签署之后的改动。');
  });

  it('a time-stamp has no article 13: it is nobody’s word', () => {
    const alone = SAMPLES.find(([name]) => name === 'a time-stamp alone')![1];
    expect(textOf(validationPage(alone, 'zh-CN'))).not.toContain('第十三条');
  });

  it('findings come in the language of the reader; what is only information stays out', () => {
    const findings = [
      signatureFinding('SIGNATURE_WEAK_DIGEST', 'Signature1', 'MD5 <b>'),
      signatureFinding('SIGNATURE_REMARK', 'Signature1', 'BER'),
    ];
    const input = inputOf(fileOf('a.pdf', [PASSED], { findings }));
    expect(textOf(validationPage(input, 'zh-CN'))).toContain('Signature1 使用了已不安全的摘要算法');
    const en = validationPage(input, 'en');
    expect(en).toContain('MD5 &lt;b&gt;');
    expect(en).not.toContain('SIGNATURE_REMARK');
  });

  it('of thousands of signatures shows the first and counts the rest', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ ...UNTRUSTED, id: `s${i}` }));
    const html = validationPage(inputOf(fileOf('a.pdf', many)), 'en');
    expect(html.match(/<article>/g)).toHaveLength(100);
    expect(html).toContain('2900 more are in the JSON report.');
  });
});
