import { type Budget } from './canonical.js';
import { type TreeDocument, TreeElement } from './tree.js';

/**
 * The little of XPath 1.0 that signatures use, and no more: what is outside of it is not evaluated. Everything selects
 * elements (or the root node) and takes what is in them along, so a filter can't pick text from under an element that
 * it leaves. Each expression costs at most its length times the elements of the document.
 */
export type Selected = TreeElement | TreeDocument;
/** Null: outside of the subset. */
export type ElementTest = (node: Selected) => boolean;

const MAX_LENGTH = 2000;
const MAX_NESTING = 20;
const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(\/\/|::|!=|[()[\]/@=,|])|([A-Za-z_][\w.-]*(?::(?:[A-Za-z_][\w.-]*|\*))?|\*|\d+))/y; // prettier-ignore

class Unsupported extends Error {}

/** The transform of XMLDSig 6.6.3: a condition on each node. `at` is the element that holds the expression. */
export function compileFilter(expression: string, at: TreeElement, signature: TreeElement): ElementTest | null {
  const enveloped = envelopedIdiom(expression, at, signature);
  if (enveloped) return enveloped;
  return compiled(expression, at, (parser) => parser.condition(() => parser.ancestorTest()));
}

/** XPath Filter 2.0: the elements that a location path selects. */
export function compilePath(
  expression: string,
  at: TreeElement,
): ((document: TreeDocument, budget: Budget) => Set<Selected>) | null {
  return compiled(expression, at, (parser) => parser.union());
}

/** The example of XMLDSig 6.6.3, by which a signature takes itself out: it is copied literally. */
function envelopedIdiom(expression: string, at: TreeElement, signature: TreeElement): ElementTest | null {
  const plain = expression.replace(/\s+/g, ' ').trim();
  const match = /^count\( ?ancestor-or-self::([\w.-]+):Signature \| here\(\)\/ancestor::\1:Signature\[1\] ?\) > count\( ?ancestor-or-self::\1:Signature ?\)$/.exec(plain); // prettier-ignore
  if (!match || at.namespace(match[1]!) !== signature.uri || !signature.holds(at)) return null;
  return (node) => node.kind === 'document' || !signature.holds(node);
}

function compiled<T>(expression: string, at: TreeElement, parse: (parser: Parser) => T): T | null {
  if (expression.length > MAX_LENGTH) return null;
  try {
    const parser = new Parser(tokensOf(expression), at);
    const result = parse(parser);
    parser.end();
    return result;
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const text = expression.trimEnd();
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new Unsupported();
    tokens.push((match[1] ?? match[2] ?? match[3])!);
  }
  return tokens;
}

interface Step {
  descend: boolean;
  matches: ElementTest;
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly here: TreeElement,
  ) {}

  end(): void {
    if (this.next !== this.tokens.length) throw new Unsupported();
  }

  /** `or`, `and`, `not(…)` and brackets over whatever `atom` reads. */
  condition(atom: () => ElementTest): ElementTest {
    if (++this.depth > MAX_NESTING) throw new Unsupported();
    const either = [this.conjunction(atom)];
    while (this.take('or')) either.push(this.conjunction(atom));
    this.depth--;
    return either.length === 1 ? either[0]! : (node) => either.some((one) => one(node));
  }

  private conjunction(atom: () => ElementTest): ElementTest {
    const all = [this.factor(atom)];
    while (this.take('and')) all.push(this.factor(atom));
    return all.length === 1 ? all[0]! : (node) => all.every((one) => one(node));
  }

  private factor(atom: () => ElementTest): ElementTest {
    if (this.peek() === 'not' && this.peek(1) === '(') {
      this.next++;
      const inner = this.bracketed(atom);
      return (node) => !inner(node);
    }
    return this.peek() === '(' ? this.bracketed(atom) : atom();
  }

  private bracketed(atom: () => ElementTest): ElementTest {
    this.expect('(');
    const inner = this.condition(atom);
    this.expect(')');
    return inner;
  }

  /** `ancestor-or-self::name`, with predicates or without: the same for an element and for all that is its own. */
  ancestorTest(): ElementTest {
    this.expect('ancestor-or-self');
    this.expect('::');
    const test = this.predicated();
    return (node) => {
      for (let at: Selected | null = node; at !== null; at = at.parent)
        if (at.kind === 'element' && test(at)) return true;
      return false;
    };
  }

  /** An element name; a name without prefix is in no namespace. */
  private nameTest(): ElementTest {
    const name = this.token();
    if (!/^(?:\*|[A-Za-z_])/.test(name) || this.peek() === '(') throw new Unsupported();
    if (name === '*') return (node) => node.kind === 'element';
    const [first = '', second] = name.split(':');
    const uri = second === undefined ? '' : this.here.namespace(first);
    if (uri === undefined) throw new Unsupported();
    const local = second ?? first;
    return (node) => node.kind === 'element' && node.uri === uri && (local === '*' || node.local === local);
  }

  union(): (document: TreeDocument, budget: Budget) => Set<Selected> {
    const paths = [this.path()];
    while (this.take('|')) paths.push(this.path());
    return (document, budget) => new Set(paths.flatMap((path) => [...path(document, budget)]));
  }

  private path(): (document: TreeDocument, budget: Budget) => Set<Selected> {
    if (this.peek() === 'here') return this.herePath();
    let start: (document: TreeDocument) => Selected[] = (document) => [document];
    const steps: Step[] = [];
    if (this.peek() === 'id' && this.peek(1) === '(') {
      this.next += 2;
      const id = this.literal();
      this.expect(')');
      start = (document) => [...document.byId(id)];
    } else if (this.peek() === '/' && this.next + 1 === this.tokens.length) {
      this.next++;
    } else steps.push(this.step());
    while (this.peek() === '/' || this.peek() === '//') steps.push(this.step());
    return (document, budget) => {
      let selected = new Set(start(document));
      for (const step of steps) selected = walk(selected, step, document, budget);
      return selected;
    };
  }

  /** `here()/ancestor::ds:Signature[1]`: the nearest one around the expression. */
  private herePath(): (document: TreeDocument, budget: Budget) => Set<Selected> {
    for (const token of ['here', '(', ')', '/', 'ancestor', '::']) this.expect(token);
    const test = this.nameTest();
    for (const token of ['[', '1', ']']) this.expect(token);
    const { here } = this;
    return () => {
      for (let at: Selected = here; at.kind === 'element'; at = at.parent) if (test(at)) return new Set([at]);
      return new Set();
    };
  }

  private step(): Step {
    let descend = this.token() === '//';
    if (!descend && this.tokens[this.next - 1] !== '/') throw new Unsupported();
    if (this.peek(1) === '::') {
      const axis = this.token();
      this.expect('::');
      if (axis === 'descendant') descend = true;
      else if (axis !== 'child') throw new Unsupported();
    }
    return { descend, matches: this.predicated() };
  }

  /** A name and what it has to fulfil beside. */
  private predicated(): ElementTest {
    const tests = [this.nameTest()];
    while (this.take('[')) {
      tests.push(this.condition(() => this.comparison()));
      this.expect(']');
    }
    return (node) => tests.every((test) => test(node));
  }

  /** `name()='x'`, `local-name()='x'`, `namespace-uri()='x'`, `@a='x'`, `starts-with(one of these, 'x')`. */
  private comparison(): ElementTest {
    if (this.take('starts-with')) {
      this.expect('(');
      const value = this.value();
      this.expect(',');
      const prefix = this.literal();
      this.expect(')');
      return (node) => node instanceof TreeElement && (value(node) ?? '').startsWith(prefix);
    }
    const value = this.value();
    this.expect('=');
    const wanted = this.literal();
    return (node) => node instanceof TreeElement && value(node) === wanted;
  }

  private value(): (element: TreeElement) => string | undefined {
    const token = this.token();
    if (token === '@') {
      const name = this.token();
      if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw new Unsupported();
      return (element) => element.attribute(name);
    }
    const member = ({ name: 'name', 'local-name': 'local', 'namespace-uri': 'uri' } as const)[token];
    if (member === undefined) throw new Unsupported();
    this.expect('(');
    this.expect(')');
    return (element) => element[member];
  }

  private literal(): string {
    const token = this.token();
    if (!/^["']/.test(token)) throw new Unsupported();
    return token.slice(1, -1);
  }

  private peek(ahead = 0): string | undefined {
    return this.tokens[this.next + ahead];
  }

  private token(): string {
    const token = this.tokens[this.next++];
    if (token === undefined) throw new Unsupported();
    return token;
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.next++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Unsupported();
  }
}

function walk(from: Set<Selected>, { descend, matches }: Step, document: TreeDocument, budget: Budget): Set<Selected> {
  const found = new Set<Selected>();
  if (!descend) {
    for (const node of from) {
      budget.spend(1 + node.children.length);
      for (const child of node.children) if (child.kind === 'element' && matches(child)) found.add(child);
    }
    return found;
  }
  // One pass in document order: an element is below a selected one when its order lies inside that one's range.
  budget.spend(document.elements.length);
  let inside = from.has(document) ? Infinity : -1;
  for (const element of document.elements) {
    if (element.order <= inside && matches(element)) found.add(element);
    if (from.has(element)) inside = Math.max(inside, element.last);
  }
  return found;
}
