/** How an order stands at its online channel, as far as is known. */
export interface AtChannel {
  /** `placing` and `closing` while the channel has not answered: what it did is then unknown. */
  readonly phase: 'placing' | 'placed' | 'closing';
  readonly because?: 'closed-by-payer' | 'expired';
}
