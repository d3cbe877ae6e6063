import { type Fonds } from '../archive/ports.js';

export interface FondsRow {
  id: string;
  test: boolean;
  created_at: string;
  predecessors: string[];
  today: string;
  names: { code: string; name: string; from: string; until: string | null }[];
}

/** Of a `fonds f`, as one row. Dates stay text: a day has no time zone. */
export const FONDS_COLUMNS = `f.id, f.test, f.created_at::text, f.predecessors, current_date::text AS today,
  (SELECT json_agg(json_build_object('code', n.code, 'name', n.name, 'from', n.valid_from, 'until', n.valid_until) ORDER BY n.valid_from)
     FROM fonds_name n WHERE n.fonds = f.id) AS names`;

export function fondsFromRow(row: FondsRow): Fonds {
  const { today, names } = row;
  // Before its first day a fonds is known by its first name.
  const now = names.findLast((name) => name.from <= today) ?? names[0];
  return {
    id: row.id,
    code: now?.code ?? '',
    name: now?.name ?? '',
    test: row.test,
    createdAt: new Date(row.created_at),
    names,
    predecessors: row.predecessors,
  };
}
