import { needed, present } from './presence.js';
import { type InvoiceRule } from './rule.js';

/** What XRechnung (KoSIT) asks for beyond EN 16931-1, as far as it is a matter of presence; the same from 1.2 to 3.0, and fatal there. */
export const XRECHNUNG_RULES: readonly InvoiceRule[] = [
  needed('BR-DE-1', 'payment', 'An invoice shall contain payment instructions (BG-16)'),
  needed('BR-DE-2', 'seller-contact', 'An invoice shall contain the contact of the seller (BG-6)'),
  present('BR-DE-3', 'seller-address', 'city', 'The address of the seller shall contain the city (BT-37)'),
  present('BR-DE-4', 'seller-address', 'post-code', 'The address of the seller shall contain the post code (BT-38)'),
  present('BR-DE-5', 'seller-contact', 'name', 'The contact of the seller shall be named (BT-41)'),
  present('BR-DE-6', 'seller-contact', 'telephone', 'The contact of the seller shall have a telephone number (BT-42)'),
  present('BR-DE-7', 'seller-contact', 'mail', 'The contact of the seller shall have an email address (BT-43)'),
  present('BR-DE-8', 'buyer-address', 'city', 'The address of the buyer shall contain the city (BT-52)'),
  present('BR-DE-9', 'buyer-address', 'post-code', 'The address of the buyer shall contain the post code (BT-53)'),
  present('BR-DE-10', 'delivery-address', 'city', 'The deliver to address shall contain the city (BT-77)'),
  present('BR-DE-11', 'delivery-address', 'post-code', 'The deliver to address shall contain the post code (BT-78)'),
  present('BR-DE-14', 'vat', 'tax-rate', 'Each VAT breakdown shall have a rate (BT-119)'),
  present('BR-DE-15', '', 'buyer-reference', 'An invoice shall contain the buyer reference (BT-10)'),
];
