import { accept, on, reject, type Decider, type Placed, type StreamName } from '@canbao/event-sourcing';
import { BeneficiariesCounted, BeneficiaryAdded, BeneficiaryRemoved, type PayerEvent } from './payer.events';

/** What a payer can do with their list of beneficiaries. */
export interface PayerCommand {
  readonly type: 'AddBeneficiary' | 'RemoveBeneficiary';
  readonly payerId: string;
  readonly personId: string;
  /** How many other persons are on the list; it counts until the list has been counted by an event. */
  readonly others: number;
}

/** Why a payer may not add a person. */
export type PayerReason = 'too-many-beneficiaries';

/** Whether the person is on the list, and how many are, once they have been counted. */
export interface PayerState {
  readonly isOnList: boolean;
  readonly count?: number;
}

/** Configuration: enough for a family, too few to harvest other people's data. */
const beneficiariesMax = 50;

/**
 * Whether a payer may pay for a person (增加人员, 代缴). Each pair has a stream of its own: topics are ordered
 * by person, and a payer's beneficiaries lie on different partitions. Every change also counts the list, on
 * one stream for each payer, so that of additions at once only as many are accepted as there is room for.
 */
export const payer: Decider<PayerCommand, PayerState, PayerEvent, PayerReason> = {
  initial: { isOnList: false },
  streams: ({ payerId, personId }) => [`payer-${payerId}-${personId}`, listOf(payerId)],
  decide: ({ type, payerId, personId, others }, { isOnList, count }) => {
    if (isOnList === (type === 'AddBeneficiary')) return accept();
    const before = count ?? others + (isOnList ? 1 : 0);
    const counted = (now: number): Placed<PayerEvent> =>
      on(listOf(payerId), BeneficiariesCounted({ payerId, count: now }));
    if (type === 'RemoveBeneficiary')
      return accept<PayerEvent>(BeneficiaryRemoved({ payerId, personId }), counted(before - 1));
    if (before >= beneficiariesMax) return reject('too-many-beneficiaries', { most: beneficiariesMax });
    return accept<PayerEvent>(BeneficiaryAdded({ payerId, personId }), counted(before + 1));
  },
  evolve: (state, { type, data }) =>
    type === 'BeneficiariesCounted'
      ? { ...state, count: data.count }
      : { ...state, isOnList: type === 'BeneficiaryAdded' },
};

const listOf = (payerId: string): StreamName => `beneficiaries-${payerId}`;
