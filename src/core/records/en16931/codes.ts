import { type Broken, groupsAt, type InvoiceRule, rule } from './rule.js';

/** Code lists that EN 16931-1 names, as the Schematron of CEN/TC 434 has them in 2026; what lists of units and of schemes hold is not looked at. */
const listOf = (codes: string): ReadonlySet<string> => new Set(codes.split(' '));

/** UNTDID 1001, invoices and credit notes. */
const DOCUMENT_TYPES = listOf(
  '71 80 81 82 83 84 102 130 202 203 204 211 218 219 261 262 295 296 308 325 326 331 380 381 382 383 384 385 386 ' +
    '387 388 389 390 393 394 395 396 420 456 457 458 471 472 473 500 501 502 503 527 532 553 575 623 633 751 780 817 ' +
    '870 875 876 877 935',
);

/** ISO 4217, with what was current since 1999: an old invoice is still right. */
const CURRENCIES = listOf(
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD CAD ' +
    'CDF CHE CHF CHW CLF CLP CNH CNY COP COU CRC CUC CUP CVE CZK DEM DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP FRF ' +
    'GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW ' +
    'KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN ' +
    'NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SKK SLE ' +
    'SLL SOS SRD SSP STD SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES ' +
    'VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMK ZMW ZWG ZWL',
);

/** ISO 3166-1 alpha-2, with `1A` for Kosovo and `XI` for Northern Ireland. */
const COUNTRIES = listOf(
  '1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY ' +
    'BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM ' +
    'FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT ' +
    'JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN ' +
    'MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT ' +
    'PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL ' +
    'TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW',
);

/** UNTDID 5189 and 7161 as EN 16931-1 restricts them. */
const ALLOWANCE_REASONS = listOf('41 42 60 62 63 64 65 66 67 68 70 71 88 95 100 102 103 104 105');
const CHARGE_REASONS = listOf(
  'AA AAA AAC AAD AAE AAF AAH AAI AAS AAT AAV AAY AAZ ABA ABB ABC ABD ABF ABK ABL ABN ABR ABS ABT ABU ACF ACG ACH ' +
    'ACI ACJ ACK ACL ACM ACS ADC ADE ADJ ADK ADL ADM ADN ADO ADP ADQ ADR ADT ADW ADY ADZ AEA AEB AEC AED AEF AEH AEI ' +
    'AEJ AEK AEL AEM AEN AEO AEP AES AET AEU AEV AEW AEX AEY AEZ AJ AU CA CAB CAD CAE CAF CAI CAJ CAK CAL CAM CAN CAO ' +
    'CAP CAQ CAR CAS CAT CAU CAV CAW CAX CAY CAZ CD CG CS CT DAB DAC DAD DAF DAG DAH DAI DAJ DAK DAL DAM DAN DAO DAP ' +
    'DAQ DL EG EP ER FAA FAB FAC FC FH FI GAA HAA HD HH IAA IAB ID IF IR IS KO L1 LA LAA LAB LF MAE MI ML NAA OA PA ' +
    'PAA PC PL PRV RAB RAC RAD RAF RE RF RH RV SA SAA SAD SAE SAI SG SH SM SU TAB TAC TT TV V1 V2 WH XAA YY ZZZ',
);

/** UNTDID 4461. */
const PAYMENT_MEANS = listOf(
  '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 ' +
    '41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 74 75 76 77 78 91 92 ' +
    '93 94 95 96 97 98 ZZZ',
);

/** UNTDID 5305 as EN 16931-1 restricts it. */
const VAT_CATEGORIES = listOf('AE B E G K L M O S Z');

const coded = (id: string, scope: string, key: string, list: ReadonlySet<string>, of: string): InvoiceRule =>
  rule({
    id,
    code: 'EN16931_CODE_UNKNOWN',
    says: `${key} is a code of ${of}`,
    header: scope === '',
    broken: (invoice) =>
      groupsAt(invoice, scope).flatMap((group): Broken[] => {
        const code = invoice.text(key, group);
        return code === undefined || list.has(code)
          ? []
          : [{ key, group, expected: `a code of ${of}`, found: code.slice(0, 50) }];
      }),
  });

export const CODE_RULES: readonly InvoiceRule[] = [
  coded('BR-CL-01', '', 'invoice-type', DOCUMENT_TYPES, 'UNTDID 1001'),
  coded('BR-CL-04', '', 'currency', CURRENCIES, 'ISO 4217'),
  coded('BR-CL-05', '', 'tax-currency', CURRENCIES, 'ISO 4217'),
  coded('BR-CL-14', 'seller-address', 'country', COUNTRIES, 'ISO 3166-1'),
  coded('BR-CL-14', 'buyer-address', 'country', COUNTRIES, 'ISO 3166-1'),
  coded('BR-CL-14', 'delivery-address', 'country', COUNTRIES, 'ISO 3166-1'),
  coded('BR-CL-14', 'tax-representative-address', 'country', COUNTRIES, 'ISO 3166-1'),
  coded('BR-CL-16', 'payment', 'payment-means', PAYMENT_MEANS, 'UNTDID 4461'),
  coded('BR-CL-17', 'vat', 'tax-category', VAT_CATEGORIES, 'UNTDID 5305'),
  coded('BR-CL-17', 'allowance', 'tax-category', VAT_CATEGORIES, 'UNTDID 5305'),
  coded('BR-CL-17', 'charge', 'tax-category', VAT_CATEGORIES, 'UNTDID 5305'),
  coded('BR-CL-18', 'line', 'tax-category', VAT_CATEGORIES, 'UNTDID 5305'),
  coded('BR-CL-19', 'allowance', 'reason-code', ALLOWANCE_REASONS, 'UNTDID 5189'),
  coded('BR-CL-19', 'line/allowance', 'reason-code', ALLOWANCE_REASONS, 'UNTDID 5189'),
  coded('BR-CL-20', 'charge', 'reason-code', CHARGE_REASONS, 'UNTDID 7161'),
  coded('BR-CL-20', 'line/charge', 'reason-code', CHARGE_REASONS, 'UNTDID 7161'),
  rule({
    id: 'BR-CO-09',
    code: 'EN16931_CODE_UNKNOWN',
    says: 'VAT identifiers (BT-31, BT-48, BT-63) begin with the country they are of',
    header: true,
    broken: (invoice) =>
      ['seller-id', 'buyer-id', 'tax-representative-id'].flatMap((key): Broken[] => {
        const prefix = invoice.text(key)?.slice(0, 2);
        return prefix === undefined || prefix === 'EL' || COUNTRIES.has(prefix)
          ? []
          : [{ key, group: '', expected: 'a code of ISO 3166-1, or EL', found: prefix }];
      }),
  }),
];
