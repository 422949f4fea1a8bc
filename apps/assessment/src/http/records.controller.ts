import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import { Handles, Input, type InputOf } from '@canbao/service-kit';
import { Records } from '../records/records';

/** Contribution records and their check. The portal puts names on them (ADR 45, 65). */
@Controller()
export class RecordsController {
  constructor(private readonly records: Records) {}

  @Handles(api.contributionRecord)
  contributionRecord(@Input() input: InputOf<typeof api.contributionRecord>): Promise<unknown> {
    return this.records.paper(input, input.params.id, input.query.asOf);
  }

  @Handles(api.verifyRecord)
  verifyRecord(@Input() { params, now }: InputOf<typeof api.verifyRecord>): Promise<unknown> {
    return this.records.check(params.code, now);
  }
}
