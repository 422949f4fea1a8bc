import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { publisher } from './publisher';
import { eventually, type testDatabase } from './service';

/** Takes the place of registration for a payment service on the same database. */
export interface Registered {
  publish(type: ContractEventType, data: object): Promise<void>;
  /** Enrols the persons in both insurances, and waits until payment knows that the payer may act for them. */
  persons(payerId: string, personIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export const registered = async (database: Awaited<ReturnType<typeof testDatabase>>): Promise<Registered> => {
  const registration = await publisher('registration', database.url);
  const publish: Registered['publish'] = (type, data) =>
    registration.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
  return {
    publish,
    persons: async (payerId, personIds) => {
      for (const personId of personIds) {
        const enrolment = { personId, district: '370102', from: '2020-01-01' };
        await publish('canbao.registration.PensionEnrolled.v1', enrolment);
        await publish('canbao.registration.MedicalEnrolled.v1', { ...enrolment, scheme: 'pooled' });
        await publish('canbao.registration.BeneficiaryAdded.v1', { personId, payerId });
      }
      await eventually(
        () =>
          database.query(
            'select 1 from payment.delegations where payer_id = $1 and person_id = any($2::uuid[])',
            [payerId, personIds],
          ),
        (rows) => rows.length === personIds.length,
      );
    },
    stop: () => registration.stop(),
  };
};
