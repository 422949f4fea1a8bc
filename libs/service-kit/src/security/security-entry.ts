import { eventIdOf } from '@canbao/event-sourcing';
import type { SecurityEntry, ServiceName } from '@canbao/contracts';
import type { SecurityEvent } from '@canbao/postgres';
import { anyone } from '../http/caller';
import { RequestsRefused } from './refusals';

/** An event of the security log in the words of the Elastic Common Schema, which SIEMs read. */
export const securityEntry = (service: ServiceName, event: SecurityEvent): SecurityEntry => {
  const { position, hash, type, actor, at, data } = event;
  const { action, address, caller } = data as Partial<Record<string, string>>;
  return {
    '@timestamp': at,
    event: {
      id: eventIdOf(hash),
      sequence: position,
      dataset: `canbao.${service}`,
      kind: type,
      action: action ?? type,
    },
    user: { id: caller ?? (type === RequestsRefused.type ? anyone.subject : actor) },
    ...(address === undefined ? {} : { source: { address } }),
    canbao: data,
  };
};
