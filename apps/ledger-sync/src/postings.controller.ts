import { Controller } from '@nestjs/common';
import { ledgerSyncApi as api, type RejectionText } from '@canbao/contracts';
import { unmetConditions } from '@canbao/domain-ledger-sync';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, maySee, Problem, type InputOf } from '@canbao/service-kit';
import { postingsOf, type PostingRow } from './postings.view';

const personNotFound: RejectionText = { status: 404, detail: 'No such person, or not one this caller may see.', userMessage: '未找到该参保人，请先添加参保人信息。', retryable: true };

const shown = ({ insurance, month, state, event_id: eventId }: PostingRow & { readonly event_id: string }) => {
  const { status, requestId, bundleId, bureauReceiptNo, reason, items, total } = state;
  return {
    insurance, month, status: status === 'reversing' ? 'posted' : status, items, total, conditions: unmetConditions(state, eventId),
    ...(bundleId === undefined ? {} : { bundleId }), ...(requestId === undefined ? {} : { requestId }), ...(bureauReceiptNo === undefined ? {} : { bureauReceiptNo }), ...(reason === undefined ? {} : { reason }),
  };
};

@Controller()
export class PostingsController {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  @Handles(api.postings)
  async postings(@Input() { params, query, caller }: InputOf<typeof api.postings>): Promise<unknown> {
    if ((await this.commands.waitFor(() => maySee(this.database, caller, params.id))) === undefined) throw new Problem('person-not-found', personNotFound);
    return { items: (await postingsOf(this.database, params.id, query.month)).map(shown) };
  }
}
