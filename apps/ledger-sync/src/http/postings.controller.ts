import { Controller, Inject } from '@nestjs/common';
import { ledgerSyncApi as api, type RejectionText } from '@canbao/contracts';
import { EventStore, type StoredEvent } from '@canbao/event-sourcing';
import { postingOf, unmetConditions } from '@canbao/domain-ledger-sync';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, maySee, Problem, type InputOf } from '@canbao/service-kit';
import { postingEvents, streamsOf } from '../views/postings.view';

const personNotFound: RejectionText = {
  status: 404,
  detail: 'No such person, or not one this caller may see.',
  userMessage: '未找到该参保人，请先添加参保人信息。',
  retryable: true,
};

/** Each with the id of the event that brought it to its state. */
const shown = (events: readonly StoredEvent[]): object[] => {
  const found = postingOf(postingEvents(events));
  if (found === undefined) return [];
  const { insurance, month, state } = found;
  const { status, requestId, bundleId, bureauReceiptNo, reason, items, total } = state;
  return [
    {
      insurance,
      month,
      status: status === 'reversing' ? 'posted' : status,
      items,
      total,
      conditions: unmetConditions(state, events.at(-1)?.eventId),
      ...(bundleId === undefined ? {} : { bundleId }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(bureauReceiptNo === undefined ? {} : { bureauReceiptNo }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
};

@Controller()
export class PostingsController {
  constructor(
    private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
    private readonly commands: Commands,
  ) {}

  @Handles(api.postings)
  async postings(@Input() { params, query, caller }: InputOf<typeof api.postings>): Promise<unknown> {
    if ((await this.commands.waitFor(() => maySee(this.database, caller, params.id))) === undefined)
      throw new Problem('person-not-found', personNotFound);
    const streams = await streamsOf(this.database, params.id, query.month);
    const loaded = await this.store.load(streams);
    return { items: streams.flatMap((stream) => shown(loaded.get(stream)?.events ?? [])) };
  }
}
