import { type PdfDocument } from './document.js';
import { dictOf, nameOf, type PdfDict, PdfRef, textOf, type PdfValue } from './objects.js';
import { type OpenedPdf } from './open.js';

/** An embedded file (ISO 32000-1 7.11.4) that is not unpacked yet. */
export interface EmbeddedFile {
  /** /UF, else /F, else the key of the name tree; without folders. */
  name: string;
  /** /AFRelationship (ISO 32000-2 7.11.3): `Alternative`, `Data`, `Source`. */
  relation?: string;
  stream: PdfRef;
}

const MAX_FILES = 200;
/** Nodes of the name tree and the page tree, and annotations, together. */
const MAX_LOOKS = 20_000;
const MAX_NAME_CHARS = 500;

/**
 * Every embedded file once, in the order: name tree (/Names /EmbeddedFiles), associated files of the document (/AF), annotations of
 * type FileAttachment and associated files of pages. `more`: there are others that were not looked at, for the bounds.
 */
export async function embeddedFilesOf({
  document,
  catalog,
}: OpenedPdf): Promise<{ files: EmbeddedFile[]; more: boolean }> {
  // prettier-ignore
  const search = new Search(document);
  const names = dictOf(await document.resolve(catalog.get('Names')));
  await search.nameTree(names?.get('EmbeddedFiles'));
  await search.associated(catalog);
  await search.pages(catalog.get('Pages'));
  return { files: [...search.files.values()], more: search.cut };
}

class Search {
  /** By the number of the stream: one file is often named by two places. */
  readonly files = new Map<number, EmbeddedFile>();
  cut = false;
  private looks = 0;

  constructor(private readonly document: PdfDocument) {}

  /** ISO 32000-1 7.9.6. */
  async nameTree(root: PdfValue | undefined): Promise<void> {
    for await (const node of this.tree(root)) {
      const pairs = await this.document.resolve(node.get('Names'));
      if (!Array.isArray(pairs)) continue;
      for (let i = 0; i + 1 < pairs.length && this.look(); i += 2)
        await this.specification(pairs[i + 1], textOf(await this.document.resolve(pairs[i])));
    }
  }

  async associated(owner: PdfDict): Promise<void> {
    const list = await this.document.resolve(owner.get('AF'));
    // One file specification instead of an array of one: not by the book, and met.
    for (const item of Array.isArray(list) ? list : [owner.get('AF')]) {
      if (item === undefined) continue;
      if (!this.look()) return;
      await this.specification(item);
    }
  }

  async pages(root: PdfValue | undefined): Promise<void> {
    for await (const page of this.tree(root)) {
      await this.associated(page);
      const annotations = await this.document.resolve(page.get('Annots'));
      if (!Array.isArray(annotations)) continue;
      for (const item of annotations) {
        if (!this.look()) return;
        const annotation = dictOf(await this.document.resolve(item));
        if (nameOf(annotation?.get('Subtype')) === 'FileAttachment') await this.specification(annotation?.get('FS'));
      }
    }
  }

  /** The dictionaries of a tree of /Kids, each once, in order. */
  private async *tree(root: PdfValue | undefined): AsyncGenerator<PdfDict> {
    const seen = new Set<number>();
    const stack: { value: PdfValue | undefined; depth: number }[] = [{ value: root, depth: 0 }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { value, depth } = next;
      if (value instanceof PdfRef) {
        if (seen.has(value.number)) continue;
        seen.add(value.number);
      }
      if (!this.look()) return;
      const node = dictOf(await this.document.resolve(value));
      if (node === undefined) continue;
      yield node;
      const kids = await this.document.resolve(node.get('Kids'));
      if (!Array.isArray(kids)) continue;
      if (depth >= this.document.limits.maxDepth || stack.length + kids.length > MAX_LOOKS) this.cut = true;
      else for (const kid of [...kids].reverse()) stack.push({ value: kid, depth: depth + 1 });
    }
  }

  private async specification(value: PdfValue | undefined, key?: string): Promise<void> {
    const { document } = this;
    const spec = dictOf(await document.resolve(value));
    const streams = dictOf(await document.resolve(spec?.get('EF')));
    if (spec === undefined || streams === undefined) return;
    const stream = streams.get('UF') ?? streams.get('F');
    if (!(stream instanceof PdfRef) || this.files.has(stream.number)) return;
    if (this.files.size >= MAX_FILES) {
      this.cut = true;
      return;
    }
    const said = textOf(await document.resolve(spec.get('UF'))) ?? textOf(await document.resolve(spec.get('F'))) ?? key;
    const relation = nameOf(await document.resolve(spec.get('AFRelationship')));
    this.files.set(stream.number, {
      name: (said ?? '').split(/[/\\]/).at(-1)!.slice(0, MAX_NAME_CHARS),
      ...(relation === undefined ? {} : { relation }),
      stream,
    });
  }

  private look(): boolean {
    if (this.looks < MAX_LOOKS && !this.document.isExhausted) {
      this.looks++;
      return true;
    }
    this.cut = true;
    return false;
  }
}
