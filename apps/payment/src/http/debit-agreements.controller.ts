import { randomInt, randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { debitsApi as api, type Call } from '@canbao/contracts';
import {
  debitAgreement,
  debitStops,
  payabilityOf,
  payabilityStream,
  paymentRejections as rejections,
  type Agreement,
  type AgreementCommand,
  type DebitStop,
} from '@canbao/domain-payment';
import { EventStore, eventsOf } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import {
  Commands,
  FactsInFlight,
  gainsAccess,
  Handles,
  identityOf,
  Input,
  mayAccess,
  Problem,
  type Caller,
  type InputOf,
} from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { DebitAccounts } from '../debit/accounts';
import { DebitConnection } from '../debit/connection';
import { agreementById, agreementsOf, counterPrefix, type AgreementRow } from '../views/debit-rows';

@Controller()
export class DebitAgreementsController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly facts: FactsInFlight,
    private readonly debits: DebitConnection,
    private readonly store: EventStore,
    private readonly accounts: DebitAccounts,
  ) {}

  @Handles(api.signDebitAgreement)
  async sign(@Input() input: InputOf<typeof api.signDebitAgreement>): Promise<unknown> {
    const { body, caller } = input;
    const { personId } = body;
    if (caller.role === 'bank' && body.bank !== caller.bank)
      throw new Problem('debit-account-elsewhere', rejections['debit-account-elsewhere']);
    if (!(await gainsAccess(this.facts, this.database, caller, personId)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    await this.enrolmentsAreKnown(input);
    const agreementId = randomUUID();
    const payerId = caller.role === 'bank' ? `${counterPrefix}${caller.bank}` : caller.subject;
    return this.withAccount(input, { personId, payerId }, (terms) => ({
      type: 'SignAgreement',
      personId,
      agreementId,
      ...terms,
    }));
  }

  /** Waits for enrolments that may still be on their way from registration. */
  private async enrolmentsAreKnown({ body, caller }: InputOf<typeof api.signDebitAgreement>): Promise<void> {
    const { personId, insurances } = body;
    const asked = { subject: personId, caller: identityOf(caller) };
    await this.facts.waitUntil(async () => {
      const events = await eventsOf(this.store, payabilityStream(personId));
      const { enrolments } = payabilityOf(events);
      return insurances.every((insurance) => enrolments[insurance] !== undefined);
    }, asked);
  }

  @Handles(api.changeDebitAgreement)
  async change(@Input() input: InputOf<typeof api.changeDebitAgreement>): Promise<unknown> {
    const { agreementId, personId, payerId } = await this.own(input.caller, input.params.id);
    return this.withAccount(input, { personId, payerId }, (terms) => ({
      type: 'ChangeAgreement',
      personId,
      agreementId,
      ...terms,
    }));
  }

  @Handles(api.stopDebitAgreement)
  async stop(@Input() input: InputOf<typeof api.stopDebitAgreement>): Promise<unknown> {
    const { agreementId, personId, payerId } = await this.own(input.caller, input.params.id);
    return this.run(input, { type: 'StopAgreement', personId, agreementId, payerId, at: input.now });
  }

  @Handles(api.debitAgreements)
  async list(@Input() { caller }: InputOf<typeof api.debitAgreements>): Promise<unknown> {
    const rows = await agreementsOf(this.database, caller.subject);
    return { items: await Promise.all(rows.map((row) => this.shown(row))) };
  }

  @Handles(api.debitAgreement)
  async agreement(@Input() { caller, params }: InputOf<typeof api.debitAgreement>): Promise<unknown> {
    return this.shown(await this.own(caller, params.id));
  }

  /** With the months from which on the person's registration stops it. */
  private async shown(row: AgreementRow): Promise<object> {
    const events = await eventsOf(this.store, payabilityStream(row.personId));
    const stops = debitStops(events, row.insurances.split(',') as Insurance[]);
    const told = stops.map((stop) => ({ ...stop, text: stopTexts[stop.because](stop.from) }));
    return { ...answerOf(row), ...(told.length === 0 ? {} : { stops: told }) };
  }

  /** The account is sealed before the command, under the number that is kept only where it is used. */
  private async withAccount(
    input: InputOf<typeof api.changeDebitAgreement> | InputOf<typeof api.signDebitAgreement>,
    { personId, payerId }: { readonly personId: string; readonly payerId: string },
    commandOf: (
      terms: Omit<Agreement, 'status' | 'agreementId'> & Pick<AgreementCommand, 'at'>,
    ) => AgreementCommand,
  ): Promise<unknown> {
    const { insurances, bank, accountNumber: number, accountName: holder } = input.body;
    const protocolNo = newProtocolNo();
    const account = { last4: number.slice(-4), digest: this.debits.digestOf(bank, { number }) };
    await this.accounts.keep({ personId, protocolNo }, { number, holder });
    const terms = { payerId, insurances: [...new Set(insurances)], bank, protocolNo, account, at: input.now };
    let used: string | undefined;
    try {
      const answer = (await this.run(input, commandOf(terms))) as { readonly protocolNo: string };
      used = answer.protocolNo;
      return answer;
    } finally {
      if (used !== protocolNo) await this.accounts.forget(protocolNo);
    }
  }

  private run(input: InputOf<Call>, command: AgreementCommand): Promise<unknown> {
    return this.commands.run(input, debitAgreement, command, {
      subject: command.personId,
      rejections,
      reply: ({ state }) => {
        const { account, ...agreement } = state.agreements[command.agreementId] as Agreement;
        const row = { ...agreement, personId: command.personId, last4: account.last4, because: '' };
        return answerOf({ ...row, insurances: agreement.insurances.join() });
      },
    });
  }

  /** @throws Problem `debit-agreement-not-found` when it is not there, or not the caller's. */
  private async own(caller: Caller, agreementId: string): Promise<AgreementRow> {
    const row = await agreementById(this.database, agreementId);
    if (row === undefined || !(await this.isOf(row, caller)))
      throw new Problem('debit-agreement-not-found', rejections['debit-agreement-not-found']);
    return row;
  }

  /** One that was signed at a counter is the person's: whoever may act for them answers for it. */
  private async isOf({ payerId, personId, bank }: AgreementRow, caller: Caller): Promise<boolean> {
    if (caller.role === 'bank') return bank === caller.bank;
    if (caller.role !== 'payer') return true;
    if (payerId.startsWith(counterPrefix)) return mayAccess(this.database, caller, personId);
    return payerId === caller.subject;
  }
}

/** The city, and sixteen digits of chance. */
const newProtocolNo = (): string => `3701${Array.from({ length: 16 }, () => randomInt(10)).join('')}`;

const statusTexts: Readonly<Record<AgreementRow['status'], string>> = {
  'awaiting-bank': '协议已提交，等待银行验证。',
  verified: '协议已生效，将按月扣款。',
  refused: '银行不认可该协议（未通过验证、已解约或账户异常），不予扣款，请核对账户信息后重新签订。',
  stopped: '协议已终止，不再扣款。',
};

const stopTexts: Readonly<Record<DebitStop['because'], (from: string) => string>> = {
  'person-deceased': (from) => `该人员已办理死亡减员，自${from}起不再扣款。`,
  'covered-by-employer': (from) => `该人员已由用人单位参保，自${from}起不再扣款。`,
  'not-registered': (from) => `参保登记已终止，自${from}起不再扣款。`,
};

const answerOf = ({
  agreementId,
  personId,
  insurances,
  bank,
  last4: accountLast4,
  protocolNo,
  status,
  because,
}: Pick<
  AgreementRow,
  'agreementId' | 'personId' | 'insurances' | 'bank' | 'last4' | 'protocolNo' | 'status' | 'because'
>) => ({
  agreementId,
  personId,
  insurances: insurances.split(','),
  bank,
  accountLast4,
  protocolNo,
  status,
  statusText: statusTexts[status],
  ...(because === '' ? {} : { because }),
});
