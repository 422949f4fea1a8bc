import type { Bank, Channel, District } from '@canbao/vocabulary';

/** A signed-in caller, as far as the channel depends on it. */
export interface ChannelCaller {
  readonly role: string;
  /** The mini-program that a payer signed in through. */
  readonly channel?: Channel;
  /** The bank that a teller works for. */
  readonly bank?: Bank;
  /** Where the counter of a teller or a tax officer stands, if the sign-in says so. */
  readonly district?: District;
}

/**
 * The channel that a caller acts through: a payer's mini-program, a teller's bank, the tax front desk. Other
 * roles, such as an agency or an auditor, act through none.
 */
export const channelOf = ({ role, channel, bank }: ChannelCaller): Channel | undefined => {
  switch (role) {
    case 'payer':
      return channel;
    case 'bank':
      return bank;
    case 'tax-desk':
      return 'tax-desk';
    default:
      return undefined;
  }
};
