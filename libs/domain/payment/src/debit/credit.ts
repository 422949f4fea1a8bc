import type { Credit } from '../channel/debit-bank';
import type { DebitItemEvent } from './item.events';

/** Where the money of a debit came from. */
export type DebitOrigin = Pick<Credit, 'bank' | 'protocolNo' | 'debited'>;

/** The origin that an item's events tell of; undefined for one that was never debited. */
export const originOf = (events: readonly DebitItemEvent[]): DebitOrigin | undefined => {
  const told: Partial<DebitOrigin> = Object.assign({}, ...events.map(partOf));
  const { bank, protocolNo, debited } = told;
  return bank === undefined || protocolNo === undefined || debited === undefined
    ? undefined
    : { bank, protocolNo, debited };
};

const partOf = ({ type, data }: DebitItemEvent): object => {
  switch (type) {
    case 'DebitRequested':
      return { bank: data.bank };
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
