/** XML text from nested arrays: `[name, attributes?, ...children]`; a string child is text. */
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function element(node, indent) {
  if (!Array.isArray(node)) return escape(node);
  const [name, ...rest] = node;
  const hasAttributes = rest.length > 0 && typeof rest[0] === 'object' && !Array.isArray(rest[0]);
  const attributes = hasAttributes ? rest.shift() : {};
  const open =
    name +
    Object.entries(attributes)
      .map(([key, value]) => ` ${key}="${escape(value)}"`)
      .join('');
  const children = rest.filter((child) => child !== undefined && child !== '');
  if (children.length === 0) return `<${open}/>`;
  if (!children.some(Array.isArray)) return `<${open}>${children.map(escape).join('')}</${name}>`;
  const inner = children.map((child) => `\n${indent}  ${element(child, `${indent}  `)}`).join('');
  return `<${open}>${inner}\n${indent}</${name}>`;
}

/** The document as bytes: UTF-8, declared, two spaces, one line end. */
export const xml = (root) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '')}\n`, 'utf8');

/** `{ A: 1, B: { C: 2 } }` as children: `['A', '1'], ['B', ['C', '2']]`; an array repeats its name. */
export const fields = (object) =>
  Object.entries(object).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      typeof one === 'object' ? [name, ...fields(one)] : [name, String(one)],
    ),
  );
