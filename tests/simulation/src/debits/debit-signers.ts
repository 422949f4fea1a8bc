import { currentMonth, dayOf } from '@canbao/calendar';
import {
  debitAgreement,
  debitPack,
  debitRejections,
  debitRun,
  type AgreementCommand,
} from '@canbao/domain-payment';
import { debitLimit } from '@canbao/rules';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Bank } from '@canbao/vocabulary';
import type { Caller } from '../caller';
import { achieved, type History } from '../history';
import type { World } from '../world';
import { agreementsIn } from './debit-books';
import { bookAnswers } from './debit-jobs';

const banks: readonly Bank[] = ['ccb', 'icbc'];

/** Payers who sign, change and stop agreements, and operators who open runs. */
export class DebitSigners {
  private protocols = 0;

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  async sign(personId: string): Promise<void> {
    const { scheduler, clock, tables } = this.world;
    const standing = agreementsIn(tables.payment).find(
      (agreement) => agreement.personId === personId && agreement.status !== 'stopped',
    );
    this.protocols += 1;
    const terms = {
      personId,
      payerId: 'payer-1',
      agreementId: standing?.agreementId ?? scheduler.uuid(),
      insurances: (['pension', 'medical'] as const).filter(() => scheduler.chance(0.8)),
      bank: scheduler.pick(banks),
      protocolNo: `3701${this.protocols}`,
      account: { last4: '0000', digest: `account ${this.protocols}` },
      at: clock.now(),
    };
    if (standing === undefined) {
      if (await this.send({ type: 'SignAgreement', ...terms })) achieved(this.history, 'agreement signed');
      return;
    }
    const { agreementId, payerId, at } = terms;
    if (scheduler.chance(0.4)) await this.send({ type: 'StopAgreement', personId, agreementId, payerId, at });
    else await this.send({ type: 'ChangeAgreement', ...terms });
  }

  async openRun(): Promise<void> {
    const { scheduler, clock } = this.world;
    const runId = scheduler.uuid();
    await this.caller.call('payment', runId, async ({ commands }, { now }) => {
      const entrustDate = dayOf(now);
      const terms = { month: currentMonth(now), entrustDate, until: debitLimit(entrustDate) };
      const command = { type: 'OpenRun', runId, ...terms, because: 'operators', at: clock.now() } as const;
      await commands.act('operator', runId, debitRun, command);
    });
    achieved(this.history, 'debit run opened');
  }

  /** Banks send files about items that they had given up, as long as anybody remembers them. */
  async sendLateResults(): Promise<void> {
    const { debitBanks, scheduler, clock } = this.world;
    for (const { entrustDate, packNo, lines } of debitBanks.findOut()) {
      await this.caller.call('payment', scheduler.uuid(), async ({ commands }) => {
        const about = { entrustDate, packNo, lines, digest: `late file of ${packNo}` };
        const command = { type: 'ReceiveResults', ...about, at: clock.now() } as const;
        const executed = await commands.act('bank', packNo, debitPack, command);
        if (executed.outcome === 'accepted')
          await bookAnswers({ setting: this.world, commands }, executed.state);
        else this.history.problems.push(`debits: a late file of ${packNo} is ${executed.outcome}`);
      });
      achieved(this.history, 'debit known after its limit');
    }
  }

  private async send(command: AgreementCommand): Promise<boolean> {
    const { scheduler } = this.world;
    const answer = await this.caller.call('payment', scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, debitAgreement, command, {
        subject: command.personId,
        rejections: debitRejections,
        reply: () => ({}),
      }),
    );
    return !(answer instanceof AnsweredProblem);
  }
}
