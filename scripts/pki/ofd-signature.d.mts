import { type Holder } from './certificates.mjs';

export function signOfd(
  entries: Map<string, Buffer>,
  options: {
    number?: number;
    id?: string;
    type?: 'Seal' | 'Sign';
    seal?: Buffer;
    /** What Seal.esl holds, when it is not the seal that signs. */
    shownSeal?: Buffer | undefined;
    holder?: Holder;
    version?: 1 | 4 | 5;
    at?: string;
    when?: string;
    hash?: string;
    /** CheckMethod as written; null: none. */
    method?: string | null;
    signatureMethod?: string;
    leave?: string[] | ((path: string) => boolean);
    leaveList?: boolean;
    locate?: (path: string) => string;
    stamps?: (string | number)[];
    boundary?: string;
    timestamp?: (value: Buffer) => Buffer;
    dataHash?: (signatureXml: Buffer) => Buffer;
    value?: (signatureXml: Buffer) => Buffer;
  },
): void;
