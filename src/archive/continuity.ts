import { ArchiveError } from '../core/error.js';
import { entryOf } from '../core/records/dictionary/index.js';
import { continuityOf, type Continuity } from '../core/records/serials.js';
import { scopeOf } from './consult.js';
import { type Access, type Catalogue, type Principal } from './ports.js';

export interface ContinuityQuestion {
  /** Code of the fonds. */
  fonds: string;
  kind: string;
  /** Slug of the fact that holds the number. */
  fact: string;
  /** First and last day of the period, both counted. */
  from: string;
  until: string;
  fromOne: boolean;
}

export interface ContinuityAnswer extends Continuity {
  /** Records of the kind in the period, and how many of them say no such number. */
  records: number;
  without: number;
}

/** More records than these are not one period. */
const MAX_RECORDS = 200_000;

/** Are the numbers of a closed period without gap? Records are those whose date lies in it and that were not withdrawn. */
export class CheckContinuity {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly access: Access,
  ) {}

  /** Throws FONDS_UNKNOWN; REQUEST_INVALID for a fact that nobody knows, a period that ends before it begins or holds too much. */
  async run(principal: Principal, question: ContinuityQuestion): Promise<ContinuityAnswer> {
    const { fonds: code, kind, fact, from, until, fromOne } = question;
    const scope = scopeOf(principal);
    const fonds = await this.access.fondsByCode(code);
    if (!fonds || (scope !== null && !scope.includes(fonds.id)))
      throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    if (entryOf(fact) === undefined) throw invalid('fact', `${fact} is not in the dictionary`);
    if (from > until) throw invalid('until', 'lies before from');
    const rows = await this.catalogue.numbers({ fonds: fonds.id, kind, fact, from, until }, MAX_RECORDS + 1);
    if (rows.length > MAX_RECORDS) throw invalid('until', `more than ${MAX_RECORDS} records: ask for a shorter period`);
    const numbered = rows.filter((row): row is { record: string; number: string } => row.number !== null);
    const answer = continuityOf(numbered, { fromOne });
    return { records: rows.length, without: rows.length - numbered.length, ...answer };
  }
}

function invalid(name: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', `${name}: ${message}`, {
    detail: { errors: [{ path: `?${name}`, message }] },
  });
}
