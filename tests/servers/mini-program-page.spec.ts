import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assessmentApi,
  paymentApi,
  paymentNumbersApi,
  RefundStatus,
  refundsApi,
  registrationApi,
  type Operation,
} from '@canbao/contracts';
import { assessmentRejections } from '@canbao/domain-assessment';
import { paymentRejections, refundRejections, refundSentences } from '@canbao/domain-payment';
import { registrationRejections } from '@canbao/domain-registration';
import { refusalTable } from './refusal-table';

// What of the page follows from the code alone; its messages come from a run of the whole stack
// (tests/journeys/mini-program.journey.spec.ts).

const file = join(__dirname, '../../docs/integration/mini-program.md');
/** `WRITE_PAGES=1` writes the page; otherwise it must be as this would write it. */
const writes = process.env['WRITE_PAGES'] === '1';

const calls: readonly Operation[] = [
  registrationApi.addBeneficiary,
  assessmentApi.payables,
  assessmentApi.quote,
  paymentApi.openOrder,
  paymentApi.closeOrder,
  paymentApi.order,
  paymentNumbersApi.issuePaymentNumber,
  paymentApi.receipt,
  paymentApi.certificate,
  paymentApi.yearlyStatement,
  paymentApi.verifyPaper,
  assessmentApi.contributionRecord,
  refundsApi.applyForRefund,
  refundsApi.refund,
  refundsApi.withdrawRefund,
];

const refundStates = (): string =>
  [
    '| `status` | the payer reads | and then |',
    '|---|---|---|',
    ...RefundStatus.options.map((status) => {
      const { statusText, next = '—' } = refundSentences(status, {
        of: 'months',
        isByHand: false,
        isKept: false,
        isTakenBack: false,
      });
      return `| \`${status}\` | ${statusText} | ${next} |`;
    }),
  ].join('\n');

const made: Readonly<Record<string, () => string>> = {
  refusals: () =>
    refusalTable(
      calls,
      { ...registrationRejections, ...assessmentRejections, ...paymentRejections, ...refundRejections },
      'userMessage',
    ),
  'refund-states': refundStates,
};

describe('docs/integration/mini-program.md', () => {
  it('has every refusal that its calls can meet, and every state of a refund', () => {
    const page = readFileSync(file, 'utf8');
    const written = page.replaceAll(
      /<!-- made: ([\w-]+) -->\n[^]*?<!-- end -->/g,
      (_, name: string) => `<!-- made: ${name} -->\n\n${made[name]?.() ?? 'nothing'}\n\n<!-- end -->`,
    );
    if (writes) writeFileSync(file, written);
    expect(writes ? written : page).toBe(written);
    for (const name of Object.keys(made)) expect(page).toContain(`<!-- made: ${name} -->`);
  });

  it('says what to show for every state of an order, and names every call that it explains', () => {
    const page = readFileSync(file, 'utf8');
    const { status } = paymentApi.order.reply.shape;
    for (const state of status.options) expect(page).toMatch(new RegExp(`^\\| [^|]*\`${state}\``, 'm'));
    for (const { method, path } of calls)
      expect(page.replaceAll(/\{\w+\}/g, '{}')).toContain(`${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  });
});
