import { accept, type Decider } from '@canbao/event-sourcing';
import { DelegationEnded, DelegationNoted, type Delegation, type DelegationEvent } from './delegation.events';

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
    return accept((shouldStand ? DelegationNoted : DelegationEnded)({ payerId, personId }));
  },
  evolve: (_, { type }) => type === 'DelegationNoted',
};
