import { debitItemEvents, type AnyPaymentEvent, type DebitItemEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { InlineView, Statement } from '@canbao/postgres';

const derived = [
  'item_id',
  'run_id',
  'agreement_id',
  'person_id',
  'insurance',
  'month',
  'bank',
  'status',
  'because',
  'amount',
  'pack',
  'protocol_no',
  'asked_position',
];

/** What events tell of an item beside what it was asked for with; undefined stays as it is. */
interface Change {
  readonly status: string;
  readonly because: string;
  readonly amount: string | undefined;
  /** The day and the number of its pack. */
  readonly pack: string | undefined;
  /** The agreement that it was quoted under: its account is debited. */
  readonly protocolNo: string | undefined;
}

/** Items of batch debit as they stand: two statements for all of a group, because a run has very many. */
export const debitItemsView: InlineView<AnyPaymentEvent> = {
  name: 'debit-items',
  tables: [{ name: 'debit_items', derived }],
  statements: (events) => {
    const items = events.filter((event) => debitItemEvents.has(event));
    const asked = items.flatMap((event) => (event.type === 'DebitRequested' ? [event] : []));
    const changes = new Map<string, Change>();
    for (const event of items) {
      const { itemId } = event.data;
      const change = changeBy(event);
      if (change !== undefined) changes.set(itemId, combined(changes.get(itemId), change));
    }
    return [...(asked.length === 0 ? [] : [insert(asked)]), ...(changes.size === 0 ? [] : [update(changes)])];
  },
};

type Asked = StoredEvent<Extract<DebitItemEvent, { type: 'DebitRequested' }>>;

const insert = (events: readonly Asked[]): Statement => ({
  name: 'ask-debit-items',
  text: `insert into debit_items
      (item_id, run_id, agreement_id, person_id, insurance, month, bank, status, asked_position)
    select item_id, run_id, agreement_id, person_id, insurance, month, bank, 'asked', committed_position(p)
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
      $8::bigint[]) as asked(item_id, run_id, agreement_id, person_id, insurance, month, bank, p)`,
  values: [
    events.map(({ data }) => data.itemId),
    events.map(({ data }) => data.runId),
    events.map(({ data }) => data.agreementId),
    events.map(({ data }) => data.personId),
    events.map(({ data }) => data.insurance),
    events.map(({ data }) => data.month),
    events.map(({ data }) => data.bank),
    events.map(({ position }) => position.toString()),
  ],
});

const update = (changes: ReadonlyMap<string, Change>): Statement => {
  const each = [...changes.values()];
  return {
    name: 'change-debit-items',
    text: `update debit_items set status = changed.status, because = changed.because,
        amount = coalesce(changed.amount, debit_items.amount),
        pack = coalesce(changed.pack, debit_items.pack),
        protocol_no = coalesce(changed.protocol_no, debit_items.protocol_no)
      from unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::text[])
        as changed(item_id, status, because, amount, pack, protocol_no)
      where debit_items.item_id = changed.item_id`,
    values: [
      [...changes.keys()],
      each.map(({ status }) => status),
      each.map(({ because }) => because),
      each.map(({ amount }) => amount ?? null),
      each.map(({ pack }) => pack ?? null),
      each.map(({ protocolNo }) => protocolNo ?? null),
    ],
  };
};

const combined = (first: Change | undefined, then: Change): Change => ({
  ...then,
  amount: then.amount ?? first?.amount,
  pack: then.pack ?? first?.pack,
  protocolNo: then.protocolNo ?? first?.protocolNo,
});

const changeBy = (event: DebitItemEvent): Change | undefined => {
  const change = { because: '', amount: undefined, pack: undefined, protocolNo: undefined };
  switch (event.type) {
    case 'DebitRequested':
      return undefined;
    case 'DebitItemReady':
      return {
        ...change,
        status: 'ready',
        amount: event.data.total,
        protocolNo: event.data.protocolNo,
      };
    case 'DebitItemLeftOut':
      return { ...change, status: 'left-out', because: event.data.because };
    case 'DebitItemPacked':
      return { ...change, status: 'packed', pack: `${event.data.entrustDate} ${event.data.packNo}` };
    case 'DebitItemSucceeded':
      return { ...change, status: 'succeeded' };
    case 'DebitItemFailed':
      return { ...change, status: 'failed', because: event.data.because };
    case 'DebitItemUnknown':
      return { ...change, status: 'unknown', because: event.data.said };
    case 'DebitItemVoided':
      return { ...change, status: 'voided', because: event.data.said };
  }
};
