import type { Day } from '@canbao/calendar';
import {
  agreementEvents,
  debitAgreement,
  debitItemEvents,
  debitPack,
  debitRun,
  debitRunEvents,
  packEvents,
  type Agreement,
  type DebitItemEvent,
  type PackState,
  type RunState,
} from '@canbao/domain-payment';
import type { Tables } from '../tables';

/** An agreement as it stands. */
export interface KnownAgreement extends Agreement {
  readonly personId: string;
}

/** The agreements of the tables. */
export const agreementsIn = ({ streams }: Tables): KnownAgreement[] =>
  [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('debit-agreement-')) return [];
    const own = events.filter(agreementEvents.has);
    const personId = own[0]?.data.personId ?? '';
    const { agreements } = own.reduce(debitAgreement.evolve, debitAgreement.initial);
    return Object.values(agreements).map((agreement) => ({ ...agreement, personId }));
  });

/** The runs of the tables that have been opened. */
export const runsIn = ({ streams }: Tables): (RunState & Required<Pick<RunState, 'opened'>>)[] =>
  [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('debit-run-')) return [];
    const run = events.filter(debitRunEvents.has).reduce(debitRun.evolve, debitRun.initial);
    return run.opened === undefined ? [] : [{ ...run, opened: run.opened }];
  });

/** An item as its row says. */
export interface KnownItem {
  readonly itemId: string;
  readonly asked: Extract<DebitItemEvent, { type: 'DebitRequested' }>['data'];
  readonly ready?: Extract<DebitItemEvent, { type: 'DebitItemReady' }>['data'];
  readonly packed?: Extract<DebitItemEvent, { type: 'DebitItemPacked' }>['data'];
  readonly status: DebitItemEvent['type'];
  /** Whether the bank did not know at some time. */
  readonly wasUnknown: boolean;
  readonly leftOutBecause?: string;
}

/** Every item that has been asked for, the first first. */
export const itemsIn = ({ streams }: Tables): KnownItem[] =>
  [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('debit-item-')) return [];
    const own: readonly DebitItemEvent[] = events.filter(debitItemEvents.has);
    const [asked] = own;
    if (asked?.type !== 'DebitRequested') return [];
    const ready = own.find((event) => event.type === 'DebitItemReady')?.data;
    const packed = own.find((event) => event.type === 'DebitItemPacked')?.data;
    const last = own.at(-1);
    return [
      {
        itemId: asked.data.itemId,
        asked: asked.data,
        ...(ready === undefined ? {} : { ready }),
        ...(packed === undefined ? {} : { packed }),
        status: (last ?? asked).type,
        ...(last?.type === 'DebitItemLeftOut' ? { leftOutBecause: last.data.because } : {}),
        wasUnknown: own.some(({ type }) => type === 'DebitItemUnknown'),
      },
    ];
  });

/** The packs of the tables that have been made. */
export const packsIn = ({ streams }: Tables): (PackState & Required<Pick<PackState, 'made'>>)[] =>
  [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('debit-pack-')) return [];
    const pack = events.filter(packEvents.has).reduce(debitPack.evolve, debitPack.initial);
    return pack.made === undefined ? [] : [{ ...pack, made: pack.made }];
  });

/** Items that still have to end. */
export const isUnderWay = ({ status }: KnownItem): boolean =>
  ['DebitRequested', 'DebitItemReady', 'DebitItemPacked', 'DebitItemUnknown'].includes(status);

/** Whether something can go on today; what the bank does not know waits for another day, up to its limit. */
export const hasDebitsToDo = (
  tables: Tables,
  mayEnd: (traNo: string, entrustDate: Day) => boolean,
): boolean =>
  runsIn(tables).some(({ status }) => status === 'asking') ||
  itemsIn(tables).some(
    (item) =>
      isUnderWay(item) &&
      (item.status !== 'DebitItemUnknown' ||
        item.packed === undefined ||
        mayEnd(item.packed.traNo, item.packed.entrustDate)),
  );
