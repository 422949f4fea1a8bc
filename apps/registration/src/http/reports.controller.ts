import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import type { PersonState } from '@canbao/domain-registration';
import { Handles, Input, type InputOf } from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { PersonChanges } from './person-changes';
import { bureauOf } from './problems';

type ToldCover = InputOf<typeof api.pensionEmployerCover>['body'];

const diedOnOf = ({ diedOn }: PersonState): object => (diedOn === undefined ? {} : { diedOn });

/** Deaths and cover through an employer, which a bureau reports and may withdraw. */
@Controller()
export class ReportsController {
  constructor(private readonly changes: PersonChanges) {}

  @Handles(api.recordDeath)
  recordDeath(@Input() input: InputOf<typeof api.recordDeath>): Promise<unknown> {
    const { params, body, caller, now } = input;
    const report = { personId: params.id, bureau: bureauOf(caller), on: body.on, today: dayOf(now) };
    return this.changes.run(input, { type: 'RecordDeath', ...report }, diedOnOf);
  }

  @Handles(api.withdrawDeath)
  withdrawDeath(@Input() input: InputOf<typeof api.withdrawDeath>): Promise<unknown> {
    const { params, caller } = input;
    const bureau = bureauOf(caller);
    return this.changes.run(input, { type: 'WithdrawDeath', personId: params.id, bureau }, diedOnOf);
  }

  @Handles(api.pensionEmployerCover)
  pensionEmployerCover(@Input() input: InputOf<typeof api.pensionEmployerCover>): Promise<unknown> {
    return this.noteCover(input, 'pension', input.params.id, input.body);
  }

  @Handles(api.medicalEmployerCover)
  medicalEmployerCover(@Input() input: InputOf<typeof api.medicalEmployerCover>): Promise<unknown> {
    return this.noteCover(input, 'medical', input.params.id, input.body);
  }

  @Handles(api.withdrawPensionEmployerCover)
  withdrawPensionEmployerCover(
    @Input() input: InputOf<typeof api.withdrawPensionEmployerCover>,
  ): Promise<unknown> {
    const { id: personId, from } = input.params;
    const cover = { insurance: 'pension', from } as const;
    return this.changes.run(input, { type: 'WithdrawEmployerCover', personId, ...cover }, cover);
  }

  @Handles(api.withdrawMedicalEmployerCover)
  withdrawMedicalEmployerCover(
    @Input() input: InputOf<typeof api.withdrawMedicalEmployerCover>,
  ): Promise<unknown> {
    const { id: personId, from } = input.params;
    const cover = { insurance: 'medical', from } as const;
    return this.changes.run(input, { type: 'WithdrawEmployerCover', personId, ...cover }, cover);
  }

  private noteCover(
    input: Parameters<PersonChanges['run']>[0],
    insurance: Insurance,
    personId: string,
    { corrects, ...months }: ToldCover,
  ): Promise<unknown> {
    const cover = { insurance, ...months };
    return this.changes.run(input, { type: 'NoteEmployerCover', personId, ...cover, corrects }, cover);
  }
}
