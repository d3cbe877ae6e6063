// Search over a million records in a PostgreSQL of our own: how long each class of question takes, beside fetching one
// record by its key on the same connection.
//   npm run bench -- search [--records 1000000] [--questions 200] [--folder DIR]   (a folder is kept and used again)
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { daysOf } from '../dist/core/search/ranges.js';
import { searchForm, wordsOf } from '../dist/core/search/search-form.js';
import { MAIN_AMOUNTS } from '../dist/core/search/entry.js';
import { connectDatabase } from '../dist/database/connect.js';
import { measureIntake } from './search-intake.mjs';
import { fondsOf, loadRecords } from './search-load.mjs';
import { companyOf, drawer, idOf, recordOf } from './search-records.mjs';

const options = {
  records: { type: 'string', default: '1000000' },
  questions: { type: 'string', default: '200' },
  folder: { type: 'string' },
  only: { type: 'string' },
};
const { values } = parseArgs({ args: process.argv.slice(3), options });
const records = Number(values.records);
const questions = Number(values.questions);
const folder = values.folder ?? mkdtempSync(join(process.env.DANTAO_TEST_FOLDER ?? tmpdir(), 'dantao-bench-'));
mkdirSync(folder, { recursive: true, mode: 0o711 });

const db = await connectDatabase({ embeddedDir: folder });
try {
  const fonds = await loadRecords(db, records);
  await measureIntake(db, fonds[0]);
  await ask(fonds);
} finally {
  await db.close();
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}

async function ask(fonds) {
  const draw = drawer(4242);
  const some = () => {
    const n = Math.floor(draw() * records);
    return { n, record: recordOf(n, fondsOf(n)), fonds: fonds[fondsOf(n)] };
  };
  const saying = (record, key) => record.facts.find((fact) => fact.key === key).value;
  const query = (more) => ({ fonds: null, phrase: null, words: [], facts: [], parties: [], ...more });
  const text = (q, more = {}) => query({ phrase: searchForm(q), words: wordsOf(q), ...more });
  const piece = (value, length) => {
    const at = Math.floor(draw() * (value.length - length + 1));
    return value.slice(at, at + length);
  };
  const around = (amount, share) => ({ min: (amount * (1 - share)).toFixed(2), max: (amount * (1 + share)).toFixed(2), keys: MAIN_AMOUNTS }); // prettier-ignore
  const frequent = ['公司', '有限公司', '科技', '北京', '发票', '服务', '贸易有限', '办公用品'];
  const classes = {
    'number, whole': () => text(saying(some().record, 'invoice-number')),
    'number, beginning (12 digits)': () => text(saying(some().record, 'invoice-number').slice(0, 12)),
    'number, last 8 digits': () => text(saying(some().record, 'invoice-number').slice(-8)),
    'number, 4 digits of it': () => text(piece(saying(some().record, 'invoice-number'), 4)),
    'fact.invoice-number=': () => query({ facts: [{ key: 'invoice-number', is: 'text', value: saying(some().record, 'invoice-number').toLowerCase() }] }), // prettier-ignore
    'fact.seller-id=': () => query({ facts: [{ key: 'seller-id', is: 'text', value: saying(some().record, 'seller-id').toLowerCase() }] }), // prettier-ignore
    'company, whole name': () => text(saying(some().record, 'seller-name')),
    'company, 2 characters of it': () => text(piece(saying(some().record, 'seller-name').slice(2, 6), 2)),
    'company, 4 characters of it': () => text(piece(saying(some().record, 'seller-name'), 4)),
    'one character': () => text(piece(saying(some().record, 'seller-name'), 1)),
    'frequent (公司, 科技 …)': () => text(frequent[Math.floor(draw() * frequent.length)]),
    'party, 3 characters': () => query({ parties: [piece(saying(some().record, 'seller-name').slice(2, 7), 3)] }),
    'two words (place, trade)': () => text(`${saying(some().record, 'seller-name').slice(0, 2)} ${saying(some().record, 'seller-name').slice(-6, -4)}`), // prettier-ignore
    'three words (name, item, form)': () => text(`${saying(some().record, 'seller-name').slice(2, 4)} ${saying(some().record, 'item-name')} 有限`), // prettier-ignore
    'nowhere (4 characters)': () => text(`${piece(companyOf(Math.floor(draw() * 60000)).name, 2)}鑫鼎`),
    'amount, to the cent': () => query({ amount: around(saying(some().record, 'total-with-tax'), 0) }),
    'amount, ± 1 %': () => query({ amount: around(saying(some().record, 'total-with-tax'), 0.01) }),
    'amount, ± 50 %': () => query({ amount: around(saying(some().record, 'total-with-tax'), 0.5) }),
    'one day': () => {
      const day = some().record.date;
      return query({ days: { from: day, until: day, key: 'issue-date' } });
    },
    'from a day to another': () => {
      const [from, until] = [some().record.date, some().record.date].sort();
      return query({ days: { from, until, key: 'issue-date' } });
    },
    'one month': () => {
      const { since, until } = daysOf(some().record.date.slice(0, 7));
      return query({ days: { from: since, until, key: 'issue-date' } });
    },
    'month + amount ± 5 % + kind': () => {
      const { record } = some();
      const { since, until } = daysOf(record.date.slice(0, 7));
      return query({ kind: record.kind, days: { from: since, until, key: null }, amount: around(saying(record, 'total-with-tax'), 0.05) }); // prettier-ignore
    },
    'company + month, one fonds': () => {
      const one = some();
      const { since, until } = daysOf(one.record.date.slice(0, 7));
      return query({ fonds: [one.fonds], parties: [saying(one.record, 'seller-name').slice(2, 5)], days: { from: since, until, key: null } }); // prettier-ignore
    },
    'frequent, small fonds': () => text('公司', { fonds: [fonds.at(-1)] }),
    'frequent, in a state few have': () => text('公司', { state: 'withdrawn' }),
  };
  for (const make of Object.values(classes)) for (let i = 0; i < 10; i++) await db.search.find(make(), 50, null);

  const byKey = await timed(async () => {
    await db.dataSource.query('SELECT * FROM record WHERE id = $1', [idOf(some().n)]);
  });
  const table = [];
  for (const [name, make] of Object.entries(classes)) {
    if (values.only !== undefined && !name.includes(values.only)) continue;
    let found = 0;
    let cut = 0;
    const times = await timed(async () => {
      const page = await db.search.find(make(), 50, null);
      found += page.items.length;
      if (page.next !== null && page.items.length < 50) cut += 1;
    });
    table.push({
      question: name,
      'p50 ms': times.p50.toFixed(1),
      'p95 ms': times.p95.toFixed(1),
      'max ms': times.max.toFixed(0),
      'p95 ÷ by key': (times.p95 / byKey.p95).toFixed(0),
      'found (mean of 50)': (found / questions).toFixed(1),
      'cut short': cut,
    });
  }
  console.log(`${records} records in ${fonds.length} fonds; one record by its key: p50 ${byKey.p50.toFixed(2)} ms, p95 ${byKey.p95.toFixed(2)} ms (aim of search: p95 ≤ 50 ms)`); // prettier-ignore
  console.table(table);
}

async function timed(step) {
  const times = [];
  for (let i = 0; i < questions; i++) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)], p95: times[Math.floor(times.length * 0.95)], max: times.at(-1) };
}
