import { ledgerSyncRejections, postingIdOf, type PostingCommand } from '@canbao/domain-ledger-sync';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Caller } from './caller';
import { achieved, type History } from './history';
import { refusedPostings } from './jobs';
import { postings } from './mistakes';
import type { World } from './world';

const roundMs = 1_000;
/** Requests for one month; a bureau that still refuses then is a finding. */
const requestsMax = 10;

/** Operators: a month that its bureau has refused is posted again, or given up and then posted after all. */
export class Operators {
  private readonly requests = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  /** Works for as long as the simulation runs. */
  async work(): Promise<void> {
    const { scheduler, tables } = this.world;
    for (;;) {
      await scheduler.sleep(this.caller.process, roundMs);
      for (const obligation of refusedPostings(tables['ledger-sync'])) {
        const name = postingIdOf(obligation);
        const requests = (this.requests.get(name) ?? 0) + 1;
        this.requests.set(name, requests);
        if (requests > requestsMax) continue;
        if (scheduler.chance(0.2)) await this.giveUp(obligation);
        await this.postAgain(obligation);
      }
    }
  }

  private async giveUp(obligation: Refused): Promise<void> {
    const at = this.world.clock.now();
    if (!(await this.send({ type: 'RequestRefund', ...obligation, because: 'not on file', at }))) return;
    achieved(this.history, 'refused month given up');
    await this.send({ type: 'WithdrawRefund', ...obligation, at });
  }

  private async postAgain(obligation: Refused): Promise<void> {
    const { scheduler, clock } = this.world;
    const request = { requestId: scheduler.uuid(), because: 'now on file', at: clock.now() };
    if (await this.send({ type: 'PostAgain', ...obligation, ...request }))
      achieved(this.history, 'refused month posted again');
  }

  private async send(command: PostingCommand): Promise<boolean> {
    const answer = await this.caller.call('ledger-sync', this.world.scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, postings(this.world.bugs), command, {
        subject: command.personId,
        rejections: ledgerSyncRejections,
        reply: () => ({}),
      }),
    );
    return !(answer instanceof AnsweredProblem);
  }
}

type Refused = ReturnType<typeof refusedPostings>[number];
