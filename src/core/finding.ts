/** How much a finding weighs. `error`: the record is broken; `warning`: a person should look; `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * Something an archivist should know about a record: data, never an exception.
 * Codes are UPPER_SNAKE, stable for ever and never reused; each stands in docs/findings.md (a test compares).
 */
export interface Finding {
  code: string;
  severity: Severity;
  /** A file name, a path inside a container, a byte offset, an object number. */
  where: string;
  /** English; the shell translates by code. Says what was looked at and what was wrong. */
  message: string;
  expected?: string;
  found?: string;
  /** The sentence of the standard that was broken, e.g. `ISO 32000-1 7.5.5`. */
  clause?: string;
  /** What the reader can do about it. */
  action: string;
}

/** One row of a room's catalogue of findings: what is the same every time the code is used. */
export interface FindingKind {
  severity: Severity;
  action: string;
  actionZh: string;
  /** Chinese sentence; `{where}`, `{expected}`, `{found}` are filled in. */
  zh: string;
  clause?: string;
}

/** Builds a finding of a catalogue, so that severity, clause and action are said in one place. */
export function findingOf<C extends string>(kinds: Record<C, FindingKind>) {
  return (
    code: C,
    where: string,
    message: string,
    more: { expected?: string; found?: string; clause?: string } = {},
  ): Finding => {
    const kind = kinds[code];
    return {
      code,
      severity: kind.severity,
      where,
      message,
      ...(more.expected === undefined ? {} : { expected: more.expected }),
      ...(more.found === undefined ? {} : { found: more.found }),
      ...((more.clause ?? kind.clause) === undefined ? {} : { clause: more.clause ?? kind.clause }),
      action: kind.action,
    };
  };
}
