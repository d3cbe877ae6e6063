// The limit claims are measured against: a bare node:http server that lowers a number with one UPDATE … RETURNING a request
// and reads it back with one SELECT. It knows no owners, no retries, no expiry, and writes no event.
import { createServer } from 'node:http';
import pg from 'pg';

const [port, host, user, password, count] = process.argv.slice(2);
const pool = new pg.Pool({ host, user, password, database: 'postgres', max: 10 });
await pool.query('DROP TABLE IF EXISTS yardstick_voucher');
await pool.query('CREATE TABLE yardstick_voucher (key bigint PRIMARY KEY, remaining numeric NOT NULL)');
await pool.query('INSERT INTO yardstick_voucher SELECT n, 1000000 FROM generate_series(0, $1::bigint) n', [count]);

const TAKE = {
  name: 'take',
  text: 'UPDATE yardstick_voucher SET remaining = remaining - 0.01 WHERE key = $1 AND remaining >= 0.01 RETURNING remaining',
};
const SEE = { name: 'see', text: 'SELECT remaining FROM yardstick_voucher WHERE key = $1' };

createServer((req, res) => {
  req.resume().on('end', async () => {
    try {
      const values = [req.url.split('/')[1]];
      const { rows } = await pool.query({ ...(req.method === 'POST' ? TAKE : SEE), values });
      res.writeHead(rows.length === 0 ? 409 : 200).end(JSON.stringify(rows));
    } catch (error) {
      res.writeHead(500).end(String(error));
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
