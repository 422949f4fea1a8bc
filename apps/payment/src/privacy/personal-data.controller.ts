import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { keptOn, paymentRejections as rejections } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { FactsInFlight, gainsAccess, Handles, held, Input, Problem, type InputOf } from '@canbao/service-kit';
import { bankNames, type Bank } from '@canbao/vocabulary';
import { counterPrefix } from '../views/debit-rows';
import { moneyOf } from './money-of';

/** Of what is held of a person, the part of payment. Nothing is opened; a payer sees own agreements. */
@Controller()
export class PersonalDataController {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsInFlight,
  ) {}

  @Handles(api.paymentPersonalData)
  async personalData(
    @Input() { params, caller, now }: InputOf<typeof api.paymentPersonalData>,
  ): Promise<unknown> {
    const { id } = params;
    if (!(await gainsAccess(this.facts, this.database, caller, id)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const agreements = await this.database.query<{ bank: Bank; last4: string; status: string }>(
      `select bank, last4, status from debit_agreements
       where person_id = $1 and ($2::text is null or payer_id = $2 or payer_id like '${counterPrefix}%')
       order by position`,
      [id, caller.role === 'payer' ? caller.subject : null],
    );
    const [{ paid } = { paid: 0 }] = await this.database.query<{ paid: number }>(
      'select count(*)::int as paid from orders where person_id = $1 and paid_at is not null',
      [id],
    );
    const kept = keptOn(await moneyOf(this.database, id), now);
    const vouchers = kept === undefined ? '没有须保管的缴费凭证' : `缴费凭证依法保管至 ${kept}`;
    return {
      personId: id,
      items: [
        held(
          'payment',
          '三方协议银行账户与户名',
          agreements.map(
            ({ bank, last4, status }) =>
              `${bankNames[bank].zh} 尾号 ${last4}${status === 'stopped' ? '（已解除）' : ''}`,
          ),
          ['debit-agreement', 'debit', 'debit-refund'],
          vouchers,
        ),
        held('payment', '缴费与退费记录', [`${paid} 笔`], ['paper'], vouchers),
      ],
    };
  }
}
