/**
 * What the role of the service may do, table by table. Applied by the owner at each start, after the migrations:
 * everything is revoked first, so this list is the whole truth.
 */
const GRANTS: Record<string, string> = {
  principal: 'SELECT, INSERT, UPDATE',
  api_key: 'SELECT, INSERT, UPDATE',
  sender_key: 'SELECT, INSERT, UPDATE',
  fonds: 'SELECT, INSERT',
  fonds_name: 'SELECT, INSERT, UPDATE (valid_until)',
  fonds_head: 'SELECT, INSERT, UPDATE',
  record: 'SELECT, INSERT, UPDATE (state, state_reason, facts)',
  package: 'SELECT, INSERT',
  file: 'SELECT, INSERT',
  event: 'SELECT, INSERT',
  event_detail: 'SELECT, INSERT',
  outbox: 'SELECT, INSERT, DELETE',
  refusal: 'SELECT, INSERT',
  idempotency: 'SELECT, INSERT',
  intent: 'SELECT, INSERT, UPDATE, DELETE',
  orphan: 'SELECT, INSERT, DELETE',
  trust_item: 'SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by, withdrawn_reason)',
  trust_head: 'SELECT, UPDATE (version)',
  trust_snapshot: 'SELECT, INSERT',
  dictionary_item: 'SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by, withdrawn_reason)',
  dictionary_head: 'SELECT, UPDATE (version)',
  validation: 'SELECT, INSERT',
  validation_head: 'SELECT, INSERT, UPDATE',
  revalidation: 'SELECT, INSERT, UPDATE',
  check_report: 'SELECT, INSERT',
  voucher: 'SELECT, INSERT, UPDATE',
  voucher_claim: 'SELECT, INSERT, UPDATE (booking, state, confirmed_at, ended_at, reason)',
  search_entry: 'SELECT, INSERT, UPDATE',
  search_terms: 'SELECT, INSERT, UPDATE',
  search_head: 'SELECT, UPDATE',
  relation: 'SELECT, INSERT, UPDATE (target, resolved_at, ended_at, note)',
  duplicate_key: 'SELECT, INSERT, UPDATE (record), DELETE',
  record_version: 'SELECT, INSERT',
  withdrawal: 'SELECT, INSERT',
  conflict: 'SELECT, INSERT, UPDATE (decision, reason, decided_by, decided_at)',
  batch: 'SELECT, INSERT, UPDATE (state, findings, finished_at)',
  batch_result: 'SELECT, INSERT',
  expectation: 'SELECT, INSERT, UPDATE (met_at, met_by)',
  assembly: 'SELECT, INSERT',
  assembly_act: 'SELECT, INSERT',
  assembly_item: 'SELECT, INSERT, DELETE',
  migrations: 'SELECT',
};

/** `role` is quoted here. */
export function grantStatements(role: string): string {
  const name = `"${role.replaceAll('"', '""')}"`;
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${name}, PUBLIC`,
    `REVOKE CREATE ON SCHEMA public FROM ${name}, PUBLIC`,
    `GRANT USAGE ON SCHEMA public TO ${name}`,
    ...Object.entries(GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${table} TO ${name}`),
  ].join(';\n');
}
