import type { ContractEvent } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';

/** The service whose events are relayed, with its own schema. */
export const relaySource = 'bench-relay';
export const relayTopic = 'payment.events';

export const relayed = (event: Event): ContractEvent =>
  ({ type: 'canbao.payment.PaymentCaptured.v1', data: event.data }) as ContractEvent;
