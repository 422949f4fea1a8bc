import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { trueUpsApi as api } from '@canbao/contracts';
import {
  trueUpRejections as rejections,
  trueUpRun,
  trueUpRunStream,
  type TrueUpRunCommand,
  type TrueUpRunState,
} from '@canbao/domain-payment';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { trueUpTerms } from '@canbao/rules';
import { Commands, FourEyes, Handles, identityOf, Input, Problem, type InputOf } from '@canbao/service-kit';
import { Rules } from '../true-up/rules';
import { progressOf, trueUpPeople } from '../true-up/report';
import { sumsOf } from '../true-up/work';
import { latestTrueUpRuns } from '../views/true-up-runs.view';

const action = 'activate-true-up';

/** True-ups (多退少补): rehearsed by one operator, carried out with the approval of another. */
@Controller()
export class TrueUpsController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly fourEyes: FourEyes,
    private readonly rules: Rules,
  ) {
    fourEyes.performs(action, async ({ details: { runId = '' } }, { now: at, caller }) => {
      const executed = await this.commands.act(identityOf(caller), runId, trueUpRun, {
        type: 'ActivateRun',
        runId,
        by: identityOf(caller),
        at,
      });
      if (executed.outcome === 'rejected') throw new Problem(executed.reason, rejections[executed.reason]);
      return { runId };
    });
  }

  @Handles(api.rehearseTrueUp)
  async rehearse(@Input() input: InputOf<typeof api.rehearseTrueUp>): Promise<unknown> {
    const { body, now: at, caller } = input;
    const terms = trueUpTerms(this.rules.pack, body.insurance, body.year, at);
    if (typeof terms === 'string') throw new Problem(terms, rejections[terms]);
    const runId = randomUUID();
    const upTo = String(await this.database.lastPosition());
    const command = { type: 'OpenTrueUpRun', runId, terms, upTo, by: identityOf(caller), at } as const;
    const answer = (await this.commands.run(input, trueUpRun, command, {
      subject: runId,
      rejections,
      reply: ({ state }) => ({ runId: state.opened?.runId }),
    })) as { readonly runId: string };
    return this.reportOn(answer.runId);
  }

  @Handles(api.trueUpRuns)
  async list(): Promise<unknown> {
    return { items: await latestTrueUpRuns(this.database) };
  }

  @Handles(api.trueUpRun)
  run(@Input() { params }: InputOf<typeof api.trueUpRun>): Promise<unknown> {
    return this.reportOn(params.id);
  }

  @Handles(api.trueUpPeople)
  async people(@Input() { params, query }: InputOf<typeof api.trueUpPeople>): Promise<unknown> {
    await this.opened(params.id);
    return trueUpPeople(this.database, params.id, query);
  }

  @Handles(api.activateTrueUp)
  async activate(@Input() input: InputOf<typeof api.activateTrueUp>): Promise<unknown> {
    const { params, body, now: at, caller } = input;
    const command = { type: 'ActivateRun', runId: params.id, by: identityOf(caller), at } as const;
    await this.commands.check(trueUpRun, command, rejections);
    const { sums } = await this.opened(params.id);
    const details = {
      runId: params.id,
      people: String(sums?.people ?? 0),
      charge: sums?.charge ?? '0.00',
      refund: sums?.refund ?? '0.00',
    };
    return this.fourEyes.propose(input, {
      action,
      subject: `true-up ${params.id}`,
      details,
      purpose: body.reason,
    });
  }

  @Handles(api.stopTrueUp)
  stop(@Input() input: InputOf<typeof api.stopTrueUp>): Promise<unknown> {
    return this.steer(input, 'StopRun');
  }

  @Handles(api.resumeTrueUp)
  resume(@Input() input: InputOf<typeof api.resumeTrueUp>): Promise<unknown> {
    return this.steer(input, 'ResumeRun');
  }

  private async steer(
    input: InputOf<typeof api.stopTrueUp>,
    type: 'StopRun' | 'ResumeRun',
  ): Promise<unknown> {
    const { params, now: at, caller } = input;
    const command: TrueUpRunCommand = { type, runId: params.id, by: identityOf(caller), at };
    await this.commands.run(input, trueUpRun, command, {
      subject: params.id,
      rejections,
      reply: () => ({}),
    });
    return this.reportOn(params.id);
  }

  private async reportOn(runId: string): Promise<unknown> {
    const { status, isStopped, opened, sums } = await this.opened(runId);
    const { insurance, year, mode, lower, upper, finalFrom, at: openedAt, upTo } = opened;
    const isActivated = status === 'activating' || status === 'completed';
    return {
      runId,
      city: this.rules.pack.name,
      insurance,
      year,
      mode,
      lower,
      upper,
      finalFrom,
      status: isStopped ? 'stopped' : status,
      openedAt,
      progress: await progressOf(this.database, runId, { status, upTo }),
      rehearsed:
        status === 'rehearsed' && sums !== undefined ? sums : await sumsOf(this.database, runId, 'rehearsed'),
      ...(isActivated ? { carriedOut: await sumsOf(this.database, runId, 'carriedOut') } : {}),
    };
  }

  /** @throws Problem where there is no such run. */
  private async opened(
    runId: string,
  ): Promise<TrueUpRunState & { readonly opened: NonNullable<TrueUpRunState['opened']> }> {
    const streams = [trueUpRunStream(runId)];
    const { opened, ...state } = fold(trueUpRun, streams, await this.store.load(streams));
    if (opened === undefined) throw new Problem('true-up-run-not-found', rejections['true-up-run-not-found']);
    return { ...state, opened };
  }
}
