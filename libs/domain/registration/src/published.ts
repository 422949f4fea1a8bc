import type { ContractEvent } from '@canbao/contracts';
import type { PayerEvent } from './payer';
import type { PersonEvent } from './person.events';

/** The public surface: every event of registration. None carries personal data. */
export const published = (event: PersonEvent | PayerEvent): ContractEvent =>
  ({ type: `canbao.registration.${event.type}.v1`, data: event.data }) as ContractEvent;
