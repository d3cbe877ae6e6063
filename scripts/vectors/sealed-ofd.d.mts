import { type Holder } from '../pki/certificates.mjs';
import { type makeSeal } from '../pki/seal.mjs';

export function plainOfd(options?: { signatures?: boolean; invoice?: boolean }): Map<string, Buffer>;
export function pageXml(words: string, template?: string): Buffer;
export function edit(entries: Map<string, Buffer>, path: string, from: string, to: string): void;
export function pack(entries: Map<string, Buffer>): Buffer;
export function sealWorld(): {
  root: Holder;
  rsaRoot: Holder;
  maker: Holder;
  holder: Holder;
  stranger: Holder;
  rsaMaker: Holder;
  rsaHolder: Holder;
  ecHolder: Holder;
  tsa: Holder;
  rsaTsa: Holder;
  sealOf: (version: 1 | 4 | 5, more?: Partial<Parameters<typeof makeSeal>[0]>) => Buffer;
};
