import { createHash } from 'node:crypto';

/** Everything the page needs to look at: nothing is fetched. Colours repeat what the words say; they say nothing alone. */
export const PAGE_STYLE = `
:root{--ink:#1c2226;--soft:#5a6570;--line:#d6dce1;--paper:#fff;--right:#1b6e3c;--wrong:#a3231d;--open:#8a5a00;--none:#5a6570}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f6;color:var(--ink);font:16px/1.6 -apple-system,"Segoe UI","PingFang SC","Noto Sans CJK SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif}
main{max-width:52rem;margin:2rem auto;padding:2rem 2.5rem;background:var(--paper);border:1px solid var(--line);border-radius:6px}
h1{font-size:1.6rem;line-height:1.3;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.25rem 0 .5rem;padding-top:1.25rem;border-top:2px solid var(--ink);overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.75rem 0 .5rem;overflow-wrap:anywhere}
h4{font-size:.9rem;margin:1.25rem 0 .35rem;color:var(--soft);font-weight:600}
p{margin:.5rem 0}
.soft{color:var(--soft);font-size:.875rem}
.mono{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8rem;overflow-wrap:anywhere}
.verdict{margin:.5rem 0;padding:.7rem 1rem;border-left:5px solid var(--none);background:#f7f8f9;font-size:1.05rem;overflow-wrap:anywhere}
.verdict.TOTAL_PASSED{border-color:var(--right)}.verdict.TOTAL_FAILED,.verdict.MALFORMED{border-color:var(--wrong)}.verdict.INDETERMINATE,.verdict.UNSUPPORTED{border-color:var(--open)}
.verdict .code{display:block;font-size:.8rem;color:var(--soft)}
.do{margin:.5rem 0 1rem;padding-left:1rem}
table{width:100%;border-collapse:collapse;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{width:9.5rem;font-weight:600}
:is(td,th) .soft{display:block;font-weight:400}
tr:is(.right,.wrong,.open,.none) td{padding-left:calc(.6rem + 1.4em);text-indent:-1.4em}tr td .soft{text-indent:0}
.law th{width:42%;font-weight:400}
.mark{display:inline-block;width:1.4em;text-indent:0;font-weight:700}
.right .mark{color:var(--right)}.wrong .mark{color:var(--wrong)}.open .mark{color:var(--open)}.none .mark{color:var(--none)}
ul{margin:.25rem 0;padding-left:1.25rem}
footer{margin-top:2.5rem;padding-top:1rem;border-top:2px solid var(--ink)}
@media (max-width:40rem){main{margin:0;padding:1rem;border:0;border-radius:0}th{width:6.5rem}}
@media print{.mono{font-size:.7rem}body{background:#fff;font-size:10.5pt}main{margin:0;padding:0;border:0;max-width:none}h2,h3,h4{break-after:avoid}tr,.verdict{break-inside:avoid}@page{size:A4;margin:18mm}}
`.trim();

/** Nothing runs and nothing is fetched; for the header of an answer and for the page itself. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
