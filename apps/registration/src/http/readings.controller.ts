import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import { person } from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Handles, Input, readingsOf, type InputOf } from '@canbao/service-kit';
import { beneficiariesOf } from '../views/beneficiaries.view';
import { problem } from './problems';

/** Who has opened the names and numbers of a person. */
@Controller()
export class ReadingsController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
  ) {}

  @Handles(api.readings)
  async readings(@Input() { params, query, caller }: InputOf<typeof api.readings>): Promise<unknown> {
    const { id } = params;
    const isOwn =
      caller.role !== 'payer' || (await beneficiariesOf(this.database, caller.subject)).includes(id);
    const streams = person.streams({ type: 'Register', personId: id });
    const { registered } = fold(person, streams, await this.store.load(streams));
    if (!isOwn || !registered) throw problem('person-not-found');
    return readingsOf(this.database, caller, id, query.before);
  }
}
