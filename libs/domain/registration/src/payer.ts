import { accept, reject, type Decider } from '@canbao/event-sourcing';
import type { PayerEvent } from './payer.events';

/** What a payer can do with their list of beneficiaries. */
export type PayerCommand =
  | {
      readonly type: 'AddBeneficiary';
      readonly payerId: string;
      readonly personId: string;
      /** How many other persons are on the payer's list. */
      readonly others: number;
    }
  | { readonly type: 'RemoveBeneficiary'; readonly payerId: string; readonly personId: string };

/** Why a payer may not add a person. */
export type PayerReason = 'too-many-beneficiaries';

/** Configuration: enough for a family, too few to harvest other people's data. */
const beneficiariesMax = 50;

/**
 * Whether a payer may pay for a person (增加人员, 代缴). Each pair has a stream of its own: topics are ordered
 * by person, and a payer's beneficiaries lie on different partitions.
 */
export const payer: Decider<PayerCommand, boolean, PayerEvent, PayerReason> = {
  initial: false,
  streams: ({ payerId, personId }) => [`payer-${payerId}-${personId}`],
  decide: (command, isOnList) => {
    const { payerId, personId } = command;
    if (isOnList === (command.type === 'AddBeneficiary')) return accept();
    if (command.type === 'RemoveBeneficiary')
      return accept({ type: 'BeneficiaryRemoved', data: { payerId, personId } });
    if (command.others >= beneficiariesMax)
      return reject('too-many-beneficiaries', { most: beneficiariesMax });
    return accept({ type: 'BeneficiaryAdded', data: { payerId, personId } });
  },
  evolve: (_, { type }) => type === 'BeneficiaryAdded',
};
