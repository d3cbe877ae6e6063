/** `not-checked` always comes with a reason; it is never counted as right, nor as wrong. */
export type Check = { is: 'right' } | { is: 'wrong' | 'not-checked'; why: string };

/** What is true of one signature, apart from any trust in its signer. */
export interface SignatureFacts {
  /** Every digest the signature states of what it covers. */
  digests: Check;
  /** The signature value, over exactly what it signs. */
  value: Check;
  /** `whole`: nothing that can be seen or read in the document lies outside what this signature covers. */
  coverage: 'whole' | 'partial' | 'unknown';
  algorithm: string | null;
  /** Subject of the signer's certificate, as it says of itself. */
  signer: string | null;
  /** As the signature claims it; proves nothing. */
  claimedTime: string | null;
}
