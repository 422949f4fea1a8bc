import type { ContractEvent } from '@canbao/contracts';
import { accept, type Decider, type Event } from '@canbao/event-sourcing';
import type { Database, Migration } from '@canbao/postgres';
import { pairsView } from './pairs.view';
import type { Caller } from '../http/sign-in';

type DelegationEvent = Event<'DelegationNoted' | 'DelegationEnded', { payerId: string; personId: string }>;
type DelegationCommand = {
  readonly type: 'NoteDelegation' | 'NoteDelegationEnd';
  readonly payerId: string;
  readonly personId: string;
};

/** What a service other than registration knows of who may act for whom (代缴). */
export const delegation: Decider<DelegationCommand, boolean, DelegationEvent, never> = {
  initial: false,
  streams: ({ payerId, personId }) => [`delegation-${payerId}-${personId}`],
  decide: ({ type, payerId, personId }, noted) =>
    noted === (type === 'NoteDelegation')
      ? accept()
      : accept({
          type: type === 'NoteDelegation' ? 'DelegationNoted' : 'DelegationEnded',
          data: { payerId, personId },
        }),
  evolve: (_, { type }) => type === 'DelegationNoted',
};

/** The command that a fact of registration calls for, if it is about a beneficiary. */
export const delegationCommand = ({ type, data }: ContractEvent): DelegationCommand | undefined => {
  if (type === 'canbao.registration.BeneficiaryAdded.v1') return { type: 'NoteDelegation', ...data };
  if (type === 'canbao.registration.BeneficiaryRemoved.v1') return { type: 'NoteDelegationEnd', ...data };
  return undefined;
};

/** The table of who may act for whom. */
export const delegationsMigration: Migration = {
  name: 'Delegations',
  sql: 'create table delegations (payer_id text not null, person_id uuid not null, primary key (payer_id, person_id))',
};

/** Keeps that table. */
export const delegationsView = pairsView('delegations', 'DelegationNoted', 'DelegationEnded');

/**
 * A payer sees only those they have added, themselves included; other roles are limited elsewhere. True, or
 * undefined to ask again.
 */
export const maySee = async (
  database: Database,
  caller: Caller,
  personId: string,
): Promise<true | undefined> => {
  if (caller.role !== 'payer') return true;
  return (
    await database.query('select 1 from delegations where payer_id = $1 and person_id = $2', [
      caller.subject,
      personId,
    ])
  ).length > 0
    ? true
    : undefined;
};
