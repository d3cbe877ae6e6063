/** What a file is to the document: by the element that names it, and the kind of file it stands in. */
export type PartRole =
  | 'root'
  | 'document'
  | 'page'
  | 'template'
  | 'annotation'
  | 'tag'
  | 'image'
  | 'resource'
  | 'attachment'
  | 'signature'
  | 'other';

/** Files that are named, and by whom. */
export interface Part {
  role: PartRole;
  namedBy: Set<string>;
}

const BY_ELEMENT: Readonly<Record<string, PartRole>> = {
  DocRoot: 'document',
  Page: 'page',
  TemplatePage: 'template',
  Annotations: 'annotation',
  CustomTags: 'tag',
  MediaFile: 'image',
  FontFile: 'resource',
  ColorSpace: 'resource',
  PublicRes: 'resource',
  DocumentRes: 'resource',
  PageRes: 'resource',
  Attachments: 'attachment',
  Signatures: 'signature',
  Signature: 'signature',
  SignedValue: 'signature',
  Versions: 'document',
  Version: 'document',
};
/** FileLoc says nothing of itself: it is what its file is. */
const BY_ROOT: Readonly<Record<string, PartRole>> = {
  Annotations: 'annotation',
  CustomTags: 'tag',
  Attachments: 'attachment',
};

/** `by`: the element; `root`: root element of the file in which it stands. A reference of a signature is no naming. */
export function roleOf(by: string, root: string): PartRole | null {
  if (by === 'Reference') return null;
  if (root === 'Signature') return 'signature';
  return BY_ROOT[root] ?? BY_ELEMENT[by] ?? 'other';
}
