import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { Database } from '@canbao/postgres';
import { Handles, Input, type InputOf } from '@canbao/service-kit';
import { conflictingReports } from '../views/conflicting-reports.view';

@Controller()
export class ConflictingReportsController {
  constructor(private readonly database: Database) {}

  @Handles(api.conflictingReports)
  list(@Input() { query }: InputOf<typeof api.conflictingReports>): Promise<unknown> {
    return conflictingReports(this.database, query.cursor);
  }
}
