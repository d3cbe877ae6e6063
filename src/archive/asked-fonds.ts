import { ArchiveError } from '../core/error.js';
import { scopeOf } from './consult.js';
import { type Access, type Principal } from './ports.js';

/** Id of the fonds a caller names by its code; a key of one fonds may leave it out. Throws FONDS_UNKNOWN, REQUEST_INVALID. */
export async function askedFonds(access: Access, principal: Principal, code: string | null): Promise<string> {
  const scope = scopeOf(principal);
  if (code !== null) {
    const fonds = await access.fondsByCode(code);
    if (!fonds || (scope !== null && !scope.includes(fonds.id)))
      throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    return fonds.id;
  }
  if (scope?.length === 1) return scope[0]!;
  const message = 'name the fonds: this key may see several';
  throw new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '/fonds', message }] } });
}
