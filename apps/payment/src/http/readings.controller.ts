import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import {
  FactsInFlight,
  gainsAccess,
  Handles,
  Input,
  Problem,
  readingsOf,
  type InputOf,
} from '@canbao/service-kit';

/** Who has opened the accounts and cards of a person. */
@Controller()
export class ReadingsController {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsInFlight,
  ) {}

  @Handles(api.paymentReadings)
  async readings(@Input() { params, query, caller }: InputOf<typeof api.paymentReadings>): Promise<unknown> {
    if (!(await gainsAccess(this.facts, this.database, caller, params.id)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    return readingsOf(this.database, caller, params.id, query.before);
  }
}
