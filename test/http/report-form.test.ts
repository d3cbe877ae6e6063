import { describe, expect, it } from '@jest/globals';
import { reportFormOf } from '../../src/http/report-form.js';

describe('the form of a report', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['application/xml', 'xml'],
    ['text/xml;q=0.5, application/json;q=0.4', 'xml'],
    ['image/png', 'json'],
    ['application/json;q=0, text/html;q=0.1', 'html'],
    ['constructor, text/html;q=nonsense', 'json'],
  ])('%s → %s', (accept, wanted) => {
    expect(reportFormOf(accept)).toBe(wanted);
  });
});
