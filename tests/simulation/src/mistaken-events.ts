import type { Day } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import type { Bugs } from './bugs';

/** An event as a consumer with planted bugs takes it; undefined when it does not hear it. */
export const misheard = (bugs: Bugs, event: ContractEvent, today: Day): ContractEvent | undefined => {
  if (bugs.postsParts === true) return asIfWhole(event);
  if (bugs.changesAtOnce === true) return asIfToday(event, today);
  const isDeaf =
    (bugs.deafToDeaths === true && event.type === 'canbao.registration.PersonDied.v1') ||
    (bugs.deafToCovers === true && event.type === 'canbao.registration.EmployerCoverNoted.v1') ||
    (bugs.deafToWithdrawals === true && withdrawals.includes(event.type));
  return isDeaf ? undefined : event;
};

const withdrawals: readonly string[] = [
  'canbao.registration.DeathWithdrawn.v1',
  'canbao.registration.EmployerCoverWithdrawn.v1',
];

/** Some items of a bundle look like a complete one. */
const asIfWhole = (event: ContractEvent): ContractEvent => {
  if (event.type !== 'canbao.payment.BundlePartReceived.v1') return event;
  const { received, receivedAt } = event.data;
  const whole = { items: received, total: '0.00', paidAt: receivedAt, district: '370102', scheme: 'pooled' };
  return {
    type: 'canbao.ledger.BundleSettled.v1',
    data: { ...event.data, ...whole },
  } as unknown as ContractEvent;
};

/** A change that is planned begins at once. */
const asIfToday = (event: ContractEvent, today: Day): ContractEvent =>
  event.type === 'canbao.registration.MedicalEnrolled.v1' && event.data.from > today
    ? { ...event, data: { ...event.data, from: today } }
    : event;
