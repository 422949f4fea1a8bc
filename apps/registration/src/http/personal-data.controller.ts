import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import { maskedName, person } from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Handles, held, Input, readingFor, type InputOf } from '@canbao/service-kit';
import { insuranceNames, insurances } from '@canbao/vocabulary';
import { IdentityVault } from '../vault/identity-vault';
import { beneficiariesOf, payersOf } from '../views/beneficiaries.view';
import { problem } from './problems';

/**
 * What is held of a person, for the person. Values are masked: a sign-in says who pays, not whose data they
 * are. The first and last signs are enough to see whether a value is right.
 */
@Controller()
export class PersonalDataController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly vault: IdentityVault,
  ) {}

  @Handles(api.personalData)
  async personalData(@Input() input: InputOf<typeof api.personalData>): Promise<unknown> {
    const { params, caller, now } = input;
    const { id } = params;
    if (caller.role === 'payer' && !(await beneficiariesOf(this.database, caller.subject)).includes(id))
      throw problem('person-not-found');
    const identity = await this.vault.inFull(id, readingFor(api.personalData, input));
    if (identity === undefined) throw problem('person-not-found');
    const streams = person.streams({ type: 'Register', personId: id });
    const state = fold(person, streams, await this.store.load(streams));
    const payers = await payersOf(this.database, id);
    const today = dayOf(now);
    const enrolments = insurances.flatMap((insurance) =>
      state[insurance].map(
        ({ from, until }) =>
          `${insuranceNames[insurance]}：${from} 起${until === undefined ? '' : `，至 ${until}`}${
            until !== undefined && until < today ? '（已停保）' : ''
          }`,
      ),
    );
    return {
      personId: id,
      items: [
        held('registration', '姓名', [maskedName(identity.name)], identityPurposes, asVouchers),
        held('registration', '证件号码', [maskedNumber(identity.idNumber)], identityPurposes, asVouchers),
        held('registration', '参保登记', enrolments, ['registration'], asLedger),
        held(
          'registration',
          '可代缴人员',
          [`${payers.length} 名缴费人`],
          ['match', 'own-list'],
          '移除代缴关系即止',
        ),
        held('assessment', '缴费基数、核定记录', [], ['registration'], asLedger),
        held('ledger-sync', '经办机构记账与待遇记录', [], ['registration'], asLedger),
      ],
    };
  }
}

const identityPurposes = ['registration', 'match', 'own-list', 'paper'] as const;
const asVouchers = '参保期间及缴费凭证保管期限内；从未缴费的，停保后可申请删除';
const asLedger = '作为账务记录长期保存；删除姓名和证件号码后不再指向个人';

const maskedNumber = (number: string): string =>
  `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
