import { type Finding } from '../../finding.js';
import { recordFinding } from '../findings.js';
import { type InvoiceProfile } from '../invoice-profile.js';
import { type Mapped } from '../xml-mapping.js';
import { ARITHMETIC_RULES, DECIMAL_RULES, FORM_RULE } from './arithmetic.js';
import { CODE_RULES } from './codes.js';
import { PRESENCE_RULES } from './presence.js';
import { type InvoiceRule } from './rule.js';
import { VAT_RULES } from './vat.js';
import { InvoiceView } from './view.js';
import { XRECHNUNG_RULES } from './xrechnung.js';

/** The business rules of EN 16931-1 that are looked at. docs/kinds/e-invoice-world.md says which are not. */
export const INVOICE_RULES: readonly InvoiceRule[] = [
  FORM_RULE,
  ...PRESENCE_RULES,
  ...ARITHMETIC_RULES,
  ...DECIMAL_RULES,
  ...VAT_RULES,
  ...CODE_RULES,
];

/** An invoice that breaks more is not what it says it is; the first ones say so. */
const MAX_PER_RULE = 5;
const MAX_FINDINGS = 50;

/** What of the rules holds for an invoice of this profile (null: of none that is known, then only that its values can be read). */
export function rulesFor(profile: InvoiceProfile | null): readonly InvoiceRule[] {
  if (profile === null) return [FORM_RULE];
  const { name, rules } = profile;
  const national = name.startsWith('XRechnung') ? XRECHNUNG_RULES : [];
  const general = INVOICE_RULES.filter(
    ({ header, arithmetic }) => rules === 'core' || (rules === 'header' ? header : arithmetic),
  );
  return [...general, ...national];
}

/** Findings of severity warning: an invoice that breaks a rule is archived as it is. */
export function checkInvoice(mapped: Mapped, rules: readonly InvoiceRule[]): Finding[] {
  const invoice = new InvoiceView(mapped);
  const findings: Finding[] = [];
  for (const { id, code, says, broken } of rules)
    for (const { key, group, expected, found } of broken(invoice).slice(0, MAX_PER_RULE)) {
      if (findings.length >= MAX_FINDINGS) return findings;
      findings.push(
        recordFinding(code, invoice.place(key, group) || 'the invoice', `${id}: ${says}`, {
          ...(expected === undefined ? {} : { expected }),
          ...(found === undefined ? {} : { found }),
          clause: /^BR-DE-\d+$/.test(id)
            ? `XRechnung ${id}`
            : id.startsWith('BR-')
              ? `EN 16931-1 ${id}`
              : 'EN 16931-1 6.4',
        }),
      );
    }
  return findings;
}
