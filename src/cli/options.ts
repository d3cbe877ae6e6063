import { InvalidArgumentError } from 'commander';
import { type Terminal } from './terminal.js';

/** Option parsers: each names what is allowed when it refuses. */

export function integerOption(terminal: Terminal, min: number, max: number): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (!/^\d+$/.test(value) || parsed < min || parsed > max)
      throw new InvalidArgumentError(
        terminal.say(`应为 ${min} 到 ${max} 的整数`, `expected an integer from ${min} to ${max}`),
      );
    return parsed;
  };
}

export function uuidOption(terminal: Terminal): (value: string) => string {
  return (value) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
      throw new InvalidArgumentError(terminal.say('应为 UUID', 'expected a UUID'));
    return value.toLowerCase();
  };
}

export function timeOption(terminal: Terminal): (value: string) => Date {
  return (value) => {
    const parsed = new Date(value);
    const rfc3339 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value);
    if (!rfc3339 || Number.isNaN(parsed.getTime()))
      throw new InvalidArgumentError(
        terminal.say(
          '应为带时区的时间，如 2026-03-17T09:12:44.123Z',
          'expected a time with zone, e.g. 2026-03-17T09:12:44.123Z',
        ),
      );
    return parsed;
  };
}

export function choiceOption(terminal: Terminal, choices: readonly string[]): (value: string) => string {
  return (value) => {
    if (!choices.includes(value))
      throw new InvalidArgumentError(
        terminal.say(`应为 ${choices.join('、')} 之一`, `expected one of ${choices.join(', ')}`),
      );
    return value;
  };
}

export function hexOption(terminal: Terminal, bytes: number): (value: string) => string {
  return (value) => {
    if (!new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'i').test(value))
      throw new InvalidArgumentError(
        terminal.say(`应为 ${bytes * 2} 位十六进制数`, `expected ${bytes * 2} hexadecimal digits`),
      );
    return value.toLowerCase();
  };
}

export function urlOption(terminal: Terminal): (value: string) => string {
  return (value) => {
    if (!/^https?:\/\//.test(value) || !URL.canParse(value))
      throw new InvalidArgumentError(terminal.say('应为 http(s):// 地址', 'expected an http(s):// URL'));
    return value.replace(/\/+$/, '');
  };
}
