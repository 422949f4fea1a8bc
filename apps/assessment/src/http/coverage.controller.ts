import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  coverageReport,
  type CoverageReport,
} from '@canbao/domain-assessment';
import { Handles, Input, Problem, RawAnswer, type InputOf } from '@canbao/service-kit';
import { Accounts } from './accounts';
import { coverageTimeline } from './coverage-timeline';

type Asked = InputOf<typeof api.coverage> | InputOf<typeof api.coverageTimeline>;

@Controller()
export class CoverageController {
  constructor(private readonly accounts: Accounts) {}

  @Handles(api.coverage)
  coverage(@Input() input: InputOf<typeof api.coverage>): Promise<unknown> {
    return this.report(input);
  }

  @Handles(api.coverageTimeline)
  async timeline(@Input() input: InputOf<typeof api.coverageTimeline>): Promise<unknown> {
    return new RawAnswer(200, 'image/svg+xml; charset=utf-8', coverageTimeline(await this.report(input)));
  }

  private async report(input: Asked): Promise<CoverageReport> {
    const { params, query, now } = input;
    const asOf = query.asOf ?? dayOf(now);
    if (query.payBy !== undefined && query.payBy < asOf)
      throw new Problem('day-passed', rejections['day-passed'], { details: { asOf } });
    const { pack, events } = await this.accounts.show(input, params.id, 'medical');
    const report = coverageReport(pack, events, { asOf, payBy: query.payBy });
    if ('noRuleFor' in report)
      throw new Problem('no-benefit-rule-for-month', rejections['no-benefit-rule-for-month'], {
        details: { month: report.noRuleFor },
      });
    return report;
  }
}
