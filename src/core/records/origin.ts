/** Where a sender has a file from (来源), as declared; what the file itself shows is a fact beside it. */
export const ORIGINS = ['tax-platform', 'issuer', 'uploaded', 'converted', 'scanned', 'system'] as const;

export type Origin = (typeof ORIGINS)[number];
