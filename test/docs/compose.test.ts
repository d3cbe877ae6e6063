import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSettings, SETTINGS } from '../../src/config/settings.js';

interface Service {
  image?: string;
  environment?: Record<string, string>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as { services: Record<string, Service> };
const dockerfile = readFileSync('Dockerfile', 'utf8');
const names = new Set(SETTINGS.map((s) => s.name));

describe('docker-compose.yml', () => {
  it('has the service, PostgreSQL and an object store', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['bucket', 'dantao', 'database', 'store']);
  });

  it('sets only settings that exist, with values the service takes', () => {
    for (const name of ['dantao', 'bucket']) {
      const environment = compose.services[name]!.environment!;
      for (const setting of Object.keys(environment)) expect(names).toContain(setting);
      const filled = Object.fromEntries(
        Object.entries(environment).map(([k, v]) => [k, v.replace(/\$\{[^}]+\}/g, 'secret')]),
      );
      expect(() => readSettings(filled)).not.toThrow();
    }
    for (const [, setting] of dockerfile.matchAll(/(DANTAO_[A-Z_]+)=/g)) expect(names).toContain(setting);
  });

  it('pins every image to a version', () => {
    const images = [
      ...Object.values(compose.services).flatMap((s) => (s.image ? [s.image] : [])),
      ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map((m) => m[1]!),
    ];
    expect(images.length).toBeGreaterThanOrEqual(4);
    for (const image of images) expect(image).toMatch(/:[^:]*\d+\.\d+|:RELEASE\.\d{4}-\d\d-\d\dT/);
  });

  it('asks for every password and holds none', () => {
    const text = readFileSync('docker-compose.yml', 'utf8');
    for (const [, value] of text.matchAll(/(?:PASSWORD|SECRET_KEY|ACCESS_KEY): (.+)/g))
      expect(value).toMatch(/^\$\{[A-Z_]+:\?\}$/);
  });
});
