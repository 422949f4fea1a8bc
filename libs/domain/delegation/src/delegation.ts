import { accept, type Decider, type Event } from '@canbao/event-sourcing';

/** A payer and a person they may pay for, themselves included. */
export interface Delegation {
  readonly payerId: string;
  readonly personId: string;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts: since when, and until when, a payer may act for a person. */
export type DelegationEvent = Event<'DelegationNoted' | 'DelegationEnded', Delegation>;

/** Takes note of what registration has published about a payer and a person. */
export type DelegationCommand = Delegation & { readonly type: 'NoteDelegation' | 'NoteDelegationEnd' };

/**
 * Who may act for whom (代缴), as every service other than registration knows it. The state is whether the
 * delegation stands. Nothing is ever refused: registration has decided already.
 */
export const delegation: Decider<DelegationCommand, boolean, DelegationEvent, never> = {
  initial: false,
  streams: ({ payerId, personId }) => [`delegation-${payerId}-${personId}`],
  decide: ({ type, payerId, personId }, standing) => {
    const shouldStand = type === 'NoteDelegation';
    if (standing === shouldStand) return accept();
    return accept({
      type: shouldStand ? 'DelegationNoted' : 'DelegationEnded',
      data: { payerId, personId },
    });
  },
  evolve: (_, { type }) => type === 'DelegationNoted',
};
