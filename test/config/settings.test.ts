import { describe, expect, it } from '@jest/globals';
import { describeSettings, readSettings, SETTINGS } from '../../src/config/settings.js';

describe('settings', () => {
  it('need nothing: embedded database, filesystem store under the data folder', () => {
    const settings = readSettings({ DANTAO_DATA: '/srv/档案' });
    expect(settings.database).toBeNull();
    expect(settings.store.url).toBe('file:/srv/档案/store');
    expect(Object.isFrozen(settings.limits)).toBe(true);
  });

  it.each([
    ['DANTAO_LISEN', '1', /DANTAO_LISEN: found a setting that does not exist; allowed: .*DANTAO_LISTEN/],
    ['DANTAO_LISTEN', 'nowhere', /DANTAO_LISTEN: found "nowhere"; allowed: host:port/],
    ['DANTAO_LISTEN', '127.0.0.1:70000', /DANTAO_LISTEN/],
    ['DANTAO_MAX_FILES', '0', /DANTAO_MAX_FILES: found "0"; allowed: 1 to 10000/],
    ['DANTAO_MAX_FILES', '1e3', /DANTAO_MAX_FILES/],
    ['DANTAO_CLASSIFIED', 'yes', /true or false/],
    ['DANTAO_STORE_URL', 'ftp://x/y', /DANTAO_STORE_URL: found "ftp/],
    ['DANTAO_STORE_URL', 's3+http://host/a/b', /one bucket name/],
    ['DANTAO_DATABASE_URL', 'mysql://u:hunter2@h/d', /not a postgres/],
    ['DANTAO_DATABASE_OWNER_URL', 'postgres://o@h/d', /both, or neither/],
    ['DANTAO_LOG_LEVEL', 'loud', /debug, info/],
    ['DANTAO_CLAMD', 'clamd', /DANTAO_CLAMD: found "clamd"; allowed: host:port or \/path/],
    ['DANTAO_CLAMD', 'clamd:0', /host:port or \/path/],
    ['DANTAO_CLAMD_LIMIT_MB', '0', /1 to 4000/],
    ['DANTAO_STORE_SECRET_KEY_FILE', '/nonexistent/key', /can't be read/],
  ])('%s=%s stops with one line that says what is allowed', (name, value, line) => {
    let message = '';
    try {
      readSettings({ [name]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(line);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('hunter2');
  });

  it('name a scanner by TCP or by its socket, or none', () => {
    expect(readSettings({}).scanner).toBeNull();
    expect(readSettings({ DANTAO_CLAMD: 'clamd.example:3310', DANTAO_CLAMD_LIMIT_MB: '50' }).scanner).toEqual({
      address: { host: 'clamd.example', port: 3310 },
      limitBytes: 50 * 1024 * 1024,
      timeoutMs: 30_000,
    });
    const socket = readSettings({ DANTAO_CLAMD: '/run/clamav/clamd.ctl' }).scanner;
    expect(socket?.address).toEqual({ path: '/run/clamav/clamd.ctl' });
  });

  it('never shows a secret', () => {
    const shown = describeSettings({
      DANTAO_STORE_SECRET_KEY: 'hunter2',
      DANTAO_DATABASE_URL: 'postgres://a:hunter2@h/d',
    });
    expect(shown.map((s) => s.name)).toEqual(SETTINGS.map((s) => s.name));
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });
});
