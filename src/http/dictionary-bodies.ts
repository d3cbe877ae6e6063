import { z } from 'zod';
import { text } from './admin-bodies.js';

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const KEY = z.string().max(80).regex(SLUG, 'expected lower-case words joined by -');
const obligation = z.enum(['required', 'conditional', 'optional']);
const condition = z.strictObject({
  key: KEY,
  is: z.union([z.enum(['present', 'absent']), z.array(text(200)).min(1).max(200)]),
});
const names = z.array(text(200)).max(50);

/** An element that a fonds adds. Its key begins with `own-`, so that a later version of the dictionary never takes it. */
export const NEW_ELEMENT = z.strictObject({
  key: z.string().max(80).regex(/^own-[a-z0-9]+(-[a-z0-9]+)*$/, 'expected own- and lower-case words joined by -'), // prettier-ignore
  zh: text(200),
  en: text(200),
  type: z.enum(['text', 'identifier', 'code', 'amount', 'number', 'date', 'boolean']),
  values: z.array(text(200)).min(1).max(500).optional(),
  maxLength: z.int().min(1).max(10_000).optional(),
  repeatable: z.boolean().default(false),
  aliases: names.default([]),
  /** Where it comes from: a standard, a system, a decision. */
  source: text(500),
});

const mapping = z.strictObject({
  document: z.union([
    z.enum(['ofd-data', 'ofd-tags']),
    z.strictObject({ root: text(200), namespace: z.string().max(500).optional() }),
  ]),
  path: text(500),
  key: KEY,
});
const material = z.strictObject({
  name: text(200),
  aliases: names.optional(),
  roles: names.optional(),
  obligation,
  condition: condition.optional(),
});
const profile = z.strictObject({
  code: text(200),
  zh: text(200),
  materials: z.array(material).max(200),
  steps: z.array(z.strictObject({ key: KEY, zh: text(100), required: z.boolean() })).max(50),
});

/** A kind of records as data. With the id of a built-in kind it adds to that one. */
export const NEW_KIND = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case words joined by -, e.g. construction-file')
    .refine((id) => id !== 'auto' && id !== 'generic', 'auto and generic are every record’s'),
  zh: text(200),
  en: text(200),
  fields: z.array(z.strictObject({ key: KEY, obligation, condition: condition.optional() })).max(300).default([]), // prettier-ignore
  files: z
    .array(
      z.strictObject({
        role: text(200),
        aliases: names.optional(),
        min: z.int().min(0).max(10_000),
        max: z.int().min(0).max(10_000).nullable(),
      }),
    ) // prettier-ignore
    .max(100)
    .default([]),
  duplicateKey: text(500).nullable().default(null),
  title: text(500).nullable().default(null),
  mappings: z.array(mapping).max(500).default([]),
  profiles: z.array(profile).max(200).optional(),
  defaults: z
    .strictObject({ classification: text(100).nullable(), retention: text(100).nullable() })
    .default({ classification: null, retention: null }),
});
