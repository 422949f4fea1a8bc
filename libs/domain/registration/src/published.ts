import type { ContractEvent } from '@canbao/contracts';
import type { PayerEvent } from './payer';
import type { PersonEvent } from './person.events';

/** All facts of registration are public; none carries personal data. */
export const published = (event: PersonEvent | PayerEvent): ContractEvent =>
  ({ type: `canbao.registration.${event.type}.v1`, data: event.data }) as ContractEvent;
