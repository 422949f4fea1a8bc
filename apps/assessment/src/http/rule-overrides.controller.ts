import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api, type Operation } from '@canbao/contracts';
import {
  listedOverrides,
  packInForce,
  ruleChanges,
  settableRows,
  ruleOverrides,
  ruleOverrideRejections as rejections,
  whatIf,
  type RuleOverrideCommand,
} from '@canbao/domain-assessment';
import { Commands, Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';

@Controller()
export class RuleOverridesController {
  constructor(
    private readonly commands: Commands,
    private readonly rules: RulePack,
  ) {}

  @Handles(api.proposeRuleOverride)
  propose(@Input() input: InputOf<typeof api.proposeRuleOverride>): Promise<unknown> {
    const { table, from, startsOn, value, source } = input.body;
    return this.run(input, {
      type: 'ProposeRuleOverride',
      overrideId: randomUUID(),
      table,
      from,
      ...(startsOn === undefined ? {} : { startsOn }),
      ...(value === undefined ? {} : { value }),
      source,
      author: input.caller.subject,
      proposedAt: input.now,
    });
  }

  @Handles(api.approveRuleOverride)
  approve(@Input() input: InputOf<typeof api.approveRuleOverride>): Promise<unknown> {
    const { params, caller, now } = input;
    return this.run(input, {
      type: 'ApproveRuleOverride',
      overrideId: params.id,
      by: caller.subject,
      at: now,
    });
  }

  @Handles(api.rejectRuleOverride)
  reject(@Input() input: InputOf<typeof api.rejectRuleOverride>): Promise<unknown> {
    const { params, caller, now, body } = input;
    const reason = body?.reason;
    return this.run(input, {
      type: 'RejectRuleOverride',
      overrideId: params.id,
      by: caller.subject,
      at: now,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  @Handles(api.ruleOverrides)
  async list(): Promise<unknown> {
    return { items: listedOverrides(this.rules.released, await this.rules.overrides()) };
  }

  @Handles(api.ruleWhatIf)
  async whatIf(@Input() { body, now }: InputOf<typeof api.ruleWhatIf>): Promise<unknown> {
    const { table, from, startsOn, value, on } = body;
    const imagined = {
      table,
      from,
      ...(startsOn === undefined ? {} : { startsOn }),
      ...(value === undefined ? {} : { value }),
    };
    const answer = whatIf(this.rules.released, await this.rules.overrides(), imagined, on, now);
    if ('reason' in answer)
      throw new Problem(answer.reason, rejections[answer.reason], { details: answer.details });
    return answer;
  }

  @Handles(api.ruleChanges)
  async changes(@Input() { query, now }: InputOf<typeof api.ruleChanges>): Promise<unknown> {
    const after = query.after ?? dayOf(now);
    const pack = packInForce(this.rules.released, await this.rules.overrides());
    return { after, items: ruleChanges(pack, after), settable: settableRows(this.rules.released) };
  }

  private run(input: InputOf<Operation>, command: RuleOverrideCommand): Promise<unknown> {
    const { released } = this.rules;
    return this.commands.run(input, ruleOverrides(released), command, {
      // About no person: the events are not published.
      subject: this.rules.stream,
      rejections,
      reply: ({ state }) =>
        listedOverrides(released, state).find(({ overrideId }) => overrideId === command.overrideId),
    });
  }
}
