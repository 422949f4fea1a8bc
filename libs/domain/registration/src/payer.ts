import { accept, reject, type Decider, type Event } from '@canbao/event-sourcing';

/** Stored facts of who may pay for whom. */
export type PayerEvent =
  | Event<'BeneficiaryAdded', { payerId: string; personId: string }>
  | Event<'BeneficiaryRemoved', { payerId: string; personId: string }>;

/** What a payer can ask about their list of persons. */
export type PayerCommand =
  /** `others` is how many persons the payer has added already. */
  | {
      readonly type: 'AddBeneficiary';
      readonly payerId: string;
      readonly personId: string;
      readonly others: number;
    }
  | { readonly type: 'RemoveBeneficiary'; readonly payerId: string; readonly personId: string };
/** Why a payer may not add a person. */
export type PayerReason = 'too-many-beneficiaries';

/** Configuration: enough for a family, too few for collecting other people's data. */
const mostBeneficiaries = 50;

/**
 * That a payer may pay for a person (增加人员, 代缴). One stream a pair, because facts are ordered per person on
 * the topics
 * and a payer's persons lie on different partitions.
 */
export const payer: Decider<PayerCommand, boolean, PayerEvent, PayerReason> = {
  initial: false,
  streams: ({ payerId, personId }) => [`payer-${payerId}-${personId}`],
  decide: (command, added) => {
    const { payerId, personId } = command;
    if (added === (command.type === 'AddBeneficiary')) return accept();
    if (command.type === 'RemoveBeneficiary')
      return accept({ type: 'BeneficiaryRemoved', data: { payerId, personId } });
    if (command.others >= mostBeneficiaries)
      return reject('too-many-beneficiaries', { most: mostBeneficiaries });
    return accept({ type: 'BeneficiaryAdded', data: { payerId, personId } });
  },
  evolve: (_, { type }) => type === 'BeneficiaryAdded',
};
