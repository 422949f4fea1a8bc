import type { Credit } from '../channel/debit-bank';
import type { DebitItemEvent } from './item.events';

/** Where the money of a debit came from. */
export interface DebitOrigin extends Pick<Credit, 'bank' | 'protocolNo' | 'debited'> {
  readonly personId: string;
}

/** The origin that an item's events tell of; undefined for one that was never debited. */
export const originOf = (events: readonly DebitItemEvent[]): DebitOrigin | undefined => {
  const told: Partial<DebitOrigin> = Object.assign({}, ...events.map(partOf));
  const { personId, bank, protocolNo, debited } = told;
  return personId === undefined || bank === undefined || protocolNo === undefined || debited === undefined
    ? undefined
    : { personId, bank, protocolNo, debited };
};

const partOf = ({ type, data }: DebitItemEvent): object => {
  switch (type) {
    case 'DebitRequested':
      return { personId: data.personId, bank: data.bank };
    case 'DebitItemReady':
      return { protocolNo: data.protocolNo };
    case 'DebitItemPacked': {
      const { entrustDate, traNo } = data;
      return { debited: { entrustDate, traNo } };
    }
    default:
      return {};
  }
};

/** Banks know a credit by a voucher number of eighteen digits: the digest of the refund's number gives it. */
export const creditNoOf = (digest: string): string =>
  (BigInt(`0x${digest.slice(0, 30)}`) % 10n ** 18n).toString().padStart(18, '0');
