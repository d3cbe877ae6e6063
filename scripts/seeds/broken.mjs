/** Records with something wrong, each with exactly one thing. */
import { deflatedZeros, utf8, zip } from './bytes.mjs';
import { digest } from './keys.mjs';
import { docId, ofd } from './ofd.mjs';
import { pdf } from './pdf.mjs';
import { seed } from './seed.mjs';

const BOMB_RUNS = 265_000; // 65.2 MiB inflated, 65 KiB deflated: 1,031 : 1

const small = (name) => utf8(`${name}：测试样例\n`);
const damagedOfd = (name, alter) =>
  ofd({ docId: docId(name), title: name, lines: [`${name}（测试）`, '第二行'], alter });

const ENTITY_BOMB = utf8(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE lolz [
  <!ENTITY a "样例样例样例样例样例">
${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map((name, i) => `  <!ENTITY ${name} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`)
  .join('\n')}
]>
<lolz>&i;</lolz>
`);

export function brokenSeeds() {
  const whole = pdf({ title: '完整的 PDF', lines: ['后半部分将被截去', ...Array(20).fill('样例行')] });
  const text = small('摘要不符');
  return [
    seed('31-pdf-truncated', {
      title: { zh: '截断的 PDF', en: 'Truncated PDF' },
      shows: { zh: '结尾缺失：接收但不登记', en: 'The end is missing: received, not registered' },
      kind: 'generic',
      files: [{ name: '截断.pdf', bytes: whole.subarray(0, Math.floor(whole.length * 0.6)), format: 'pdf' }],
      errors: ['PDF_TRUNCATED'],
    }),
    seed('32-ofd-stray-file', {
      title: { zh: 'OFD 中有未被引用的文件', en: 'OFD with a stray file' },
      shows: { zh: '警告，不妨碍登记', en: 'A warning; still registered' },
      kind: 'generic',
      files: [
        {
          name: '多余文件.ofd',
          format: 'ofd',
          bytes: damagedOfd('多余文件', (entries) => entries.set('Doc_0/Res/多余.txt', small('无人引用'))),
        },
      ],
      warnings: ['OFD_STRAY_FILE'],
    }),
    seed('33-ofd-page-missing', {
      title: { zh: 'OFD 引用的页面不存在', en: 'OFD whose page is missing' },
      shows: { zh: '引用无法解析：接收但不登记', en: 'A reference that does not resolve' },
      kind: 'generic',
      files: [
        {
          name: '缺页.ofd',
          format: 'ofd',
          bytes: damagedOfd('缺页', (entries) => entries.delete('Doc_0/Pages/Page_0/Content.xml')),
        },
      ],
      errors: ['OFD_REFERENCE_MISSING'],
    }),
    seed('34-digest-mismatch', {
      title: { zh: '声明的摘要不符', en: 'Wrong digest declared' },
      shows: { zh: '拒收，列出应为与实为', en: 'Refused, with expected and found' },
      kind: 'generic',
      files: [
        {
          name: '摘要不符.txt',
          bytes: text,
          format: 'text',
          declare: { sizeBytes: text.length, digests: { sha256: digest('sha256', 'another file').toString('hex') } },
        },
      ],
      refused: ['DIGEST_MISMATCH'],
    }),
    seed('35-size-mismatch', {
      title: { zh: '声明的大小不符', en: 'Wrong size declared' },
      shows: { zh: '拒收', en: 'Refused' },
      kind: 'generic',
      files: [{ name: '大小不符.txt', bytes: text, format: 'text', declare: { sizeBytes: text.length + 1 } }],
      refused: ['SIZE_MISMATCH'],
    }),
    seed('36-zip-climbs-out', {
      title: { zh: '条目跳出文件夹的 ZIP', en: 'ZIP that climbs out of its folder' },
      shows: { zh: '不安全的容器：拒收', en: 'An unsafe container is refused' },
      kind: 'generic',
      files: [
        {
          name: '越界.zip',
          format: 'zip',
          bytes: zip([
            ['正常.txt', small('正常')],
            ['../../越界.txt', small('越界')],
          ]),
        },
      ],
      refused: ['ZIP_ENTRY_OUTSIDE'],
    }),
    seed('37-zip-bomb', {
      title: { zh: 'ZIP 炸弹', en: 'ZIP bomb' },
      shows: { zh: '64 KiB 展开为 65 MiB：拒收', en: '64 KiB that inflate to 65 MiB: refused' },
      kind: 'generic',
      files: [{ name: '炸弹.zip', format: 'zip', bytes: zip([{ name: '零.bin', ...deflatedZeros(BOMB_RUNS) }]) }],
      refused: ['ZIP_BOMB'],
    }),
    seed('38-xml-entity-bomb', {
      title: { zh: 'XML 实体炸弹', en: 'XML entity bomb' },
      shows: { zh: '含 DTD：不展开，接收但不登记', en: 'It has a DTD: never expanded; received, not registered' },
      kind: 'generic',
      files: [{ name: '实体炸弹.xml', bytes: ENTITY_BOMB, format: 'xml' }],
      errors: ['XML_DTD'],
    }),
    seed('39-empty-file', {
      title: { zh: '空文件', en: 'Empty file' },
      shows: { zh: '0 字节：接收但不登记', en: 'No bytes: received, not registered' },
      kind: 'generic',
      files: [
        { name: '空.txt', bytes: Buffer.alloc(0), format: 'unknown' },
        { name: '不空.txt', bytes: small('不空'), format: 'text' },
      ],
      errors: ['FILE_EMPTY'],
    }),
    seed('40-unknown-format', {
      title: { zh: '无法识别的格式', en: 'Unknown bytes' },
      shows: { zh: '警告，仍可登记', en: 'A warning; still registered' },
      kind: 'generic',
      files: [
        {
          name: '未知.dat',
          format: 'unknown',
          bytes: Buffer.concat(Array.from({ length: 16 }, (_, i) => digest('sha512', `unknown bytes ${i}`))),
        },
      ],
      warnings: ['FORMAT_UNKNOWN'],
    }),
    seed('41-unsafe-name', {
      title: { zh: '文件名企图跳出文件夹', en: 'A file name that climbs' },
      shows: { zh: '以安全名保存，原名记入 PREMIS', en: 'Kept under a safe name; PREMIS has the original' },
      kind: 'generic',
      files: [{ name: '../../跳出.txt', disk: 'climbs.txt', bytes: small('跳出'), format: 'text' }],
      warnings: ['FILE_NAME_UNSAFE'],
    }),
    seed('42-zip-duplicate', {
      title: { zh: '条目重名的 ZIP', en: 'ZIP with two entries of one name' },
      shows: { zh: '读者会看到不同内容：拒收', en: 'Two readers would see two things: refused' },
      kind: 'generic',
      files: [
        {
          name: '重名.zip',
          format: 'zip',
          bytes: zip([
            ['同名.txt', small('甲')],
            ['同名.txt', small('乙')],
          ]),
        },
      ],
      refused: ['ZIP_ENTRY_DUPLICATE'],
    }),
  ];
}
