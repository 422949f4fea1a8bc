import { playChannels, reportText } from '@canbao/test-channels';
import { credentials } from './stack';

/** All of it is `npm run channels`. */
const few = ['pay', 'duplicate', 'forged', 'reversal'];

describe('the channels against their counterparts', () => {
  it('book every fen once, as the counterpart has it in its own books', async () => {
    const report = await playChannels(credentials(), { scenarios: few });
    process.stdout.write(reportText(report));
    expect(report.differences).toEqual([]);
    expect(report.rows.filter(({ result }) => result === 'ok').length).toBeGreaterThan(0);
  }, 180_000);
});
