import { playChannels, reportText } from '@canbao/test-channels';
import { credentials } from './stack';

/** One of each kind; all of it is `npm run channels`. */
const few = ['wechat', 'alipay', 'wechat-bills', 'icbc', 'tax-desk', 'batch-debit'];
const short = ['pay', 'duplicate', 'forged', 'reversal'];

describe('the channels against their counterparts', () => {
  it('book every fen once, as the counterpart has it in its own books', async () => {
    const report = await playChannels(credentials(), { channels: few, scenarios: short });
    process.stdout.write(reportText(report));
    expect(report.differences).toEqual([]);
    // A wallet and the debit have no reversal.
    expect(report.rows.filter(({ result }) => result === 'ok')).toHaveLength(21);
  }, 180_000);
});
