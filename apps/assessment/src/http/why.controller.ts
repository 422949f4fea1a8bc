import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  knownAt,
  mayCount,
  mayPay,
  mayUse,
} from '@canbao/domain-assessment';
import { channelOf } from '@canbao/rules';
import { Handles, Input, mayCall, Problem, shownTo, type InputOf } from '@canbao/service-kit';
import { insurancesShownTo, type Insurance } from '@canbao/vocabulary';
import { Accounts, type LoadedAccount } from './accounts';

type Asked = InputOf<typeof api.why>;

/** "Why not?", as far as assessment decides it: paying, and benefits. Each role is shown what it may ask. */
@Controller()
export class WhyController {
  constructor(private readonly accounts: Accounts) {}

  @Handles(api.why)
  async why(@Input() input: Asked): Promise<unknown> {
    const { params, caller } = input;
    const accounts: LoadedAccount[] = [];
    for (const insurance of insurancesShownTo(caller.role))
      accounts.push(...(await this.shown(input, insurance)));
    if (accounts.length === 0) throw new Problem('person-not-found', rejections['person-not-found']);
    return { month: params.month, items: accounts.map((account) => answersOf(input, account)) };
  }

  /** A bank may serve a person for one insurance and not for the other. */
  private async shown(input: Asked, insurance: Insurance): Promise<LoadedAccount[]> {
    try {
      return [await this.accounts.show(input, input.params.id, insurance)];
    } catch (error) {
      if (input.caller.role === 'bank' && error instanceof Problem) return [];
      throw error;
    }
  }
}

const answersOf = ({ params: { month }, caller, now }: Asked, account: LoadedAccount) => {
  const { insurance, pack, events } = account;
  const pays = mayCall(api.payables, caller);
  const uses = mayCall(insurance === 'medical' ? api.coverage : api.contributionRecord, caller);
  const benefit = () =>
    insurance === 'medical'
      ? mayUse(pack, events, month, dayOf(now))
      : mayCount(pack, knownAt(events, now), month, now);
  return {
    insurance,
    ...(pays ? { pay: shownTo(caller, mayPay(pack, account, month, now, channelOf(caller))) } : {}),
    ...(uses ? { benefit: shownTo(caller, benefit()) } : {}),
  };
};
