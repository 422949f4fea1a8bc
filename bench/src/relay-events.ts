import type { ContractEvent } from '@canbao/contracts';
import { RecordMacs } from '@canbao/kafka';
import type { Event } from '@canbao/event-sourcing';

/** The service whose events are relayed, with its own schema. */
export const relaySource = 'bench-relay';
export const relayTopic = 'payment.events';

/** One secret for all runs: what is measured needs no other. */
export const relayMacs = new RecordMacs({
  payment: { current: 'bench', secrets: { bench: Buffer.alloc(32, 'bench').toString('base64url') } },
});

export const relayed = (event: Event): ContractEvent =>
  ({ type: 'canbao.payment.PaymentCaptured.v1', data: event.data }) as ContractEvent;
