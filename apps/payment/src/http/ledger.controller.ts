import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { Database } from '@canbao/postgres';
import { Handles, Input, type InputOf } from '@canbao/service-kit';
import { accountEntries, trialBalance } from '../views/journal.view';

@Controller()
export class LedgerController {
  constructor(private readonly database: Database) {}

  @Handles(api.trialBalance)
  trialBalance(@Input() { query }: InputOf<typeof api.trialBalance>): Promise<unknown> {
    return trialBalance(this.database, query.at);
  }

  @Handles(api.entries)
  entries(@Input() { params, query }: InputOf<typeof api.entries>): Promise<unknown> {
    return accountEntries(this.database, params.code, query.cursor);
  }
}
