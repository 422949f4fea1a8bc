import { day, instant, month } from '@canbao/calendar';
import { channels, type Channel } from '@canbao/vocabulary';
import { yuan } from '@canbao/money';
import { pack } from '../packs/packs';
import { assess } from './assess';
import { certificateOf, certifiedPack, certifiedRequest } from './certificate';
import type { PensionRequest } from './quote-request';

const configured = pack('jinan', { 'deferral.channelCloseAt': { wechat: '2023-12-25T00:00:00+08:00' } });
const request = (at: string, channel?: Channel, of = '2022-05'): PensionRequest => ({
  insurance: 'pension',
  at: instant(at),
  months: [month(of)],
  base: yuan('4242.00'),
  ...(channel === undefined ? {} : { channel }),
  facts: { enrolments: [{ from: day('2020-01-01') }], paidMonths: [] },
});

describe('a channel that closes before the deferral', () => {
  it('takes deferred months until its instant, and quotes no longer than to it', () => {
    const quoted = assess(configured, request('2023-12-24T23:45:00+08:00', 'wechat'));
    expect(quoted).toMatchObject({ total: '848.40', expiresAt: '2023-12-25T00:00:00.000+08:00' });
    expect(assess(configured, request('2023-12-24T23:45:00+08:00', 'alipay'))).toMatchObject({
      expiresAt: '2023-12-25T00:15:00.000+08:00',
    });
  });
  it('then refuses them, and names the channels that are open', () => {
    const refused = assess(configured, request('2023-12-25T00:00:00+08:00', 'wechat'));
    expect(refused).toMatchObject({
      reason: 'deferral-closed-at-channel',
      details: { rejectedMonths: ['2022-05'], channel: 'wechat', closedAt: '2023-12-25T00:00:00.000+08:00' },
    });
    const { openChannels } = (refused as unknown as { details: { openChannels: string[] } }).details;
    expect(openChannels).toEqual(expect.arrayContaining(['alipay', 'tax-desk', 'ccb']));
    expect(openChannels).not.toContain('wechat');
    expect(openChannels).not.toContain('wechat-bills');
    expect(openChannels).not.toContain('batch-debit');
  });
  it('still takes the months of the year', () =>
    expect(assess(configured, request('2023-12-26T10:00:00+08:00', 'wechat', '2023-05'))).toMatchObject({
      total: '848.40',
    }));
  it('keeps no other channel from taking them', () => {
    for (const channel of ['alipay', undefined] as const)
      expect(assess(configured, request('2023-12-31T23:59:59+08:00', channel))).toMatchObject({
        total: '848.40',
      });
    expect(assess(configured, request('2024-01-01T00:00:00+08:00', 'alipay'))).toMatchObject({
      reason: 'deferral-closed',
    });
  });
  it.each([
    ['after the deferral', '2024-01-01T00:00:01+08:00'],
    ['before it', '2022-12-31T23:59:59+08:00'],
  ])('cannot be configured to close %s', (_, closeAt) =>
    expect(() => pack('jinan', { 'deferral.channelCloseAt': { wechat: closeAt } })).toThrow(RangeError),
  );
  it.each(['wechat-bills', 'batch-debit'] as const)('is not %s, which quotes no deferred months', (channel) =>
    expect(() =>
      pack('jinan', { 'deferral.channelCloseAt': { [channel]: '2023-12-25T00:00:00+08:00' } }),
    ).toThrow(`${channel} has no closing of its own`),
  );

  const selling = channels.filter((channel) => channel !== 'wechat-bills' && channel !== 'batch-debit');
  it.each(selling)('is %s: to the instant it takes deferred months, and at it none', (channel) => {
    const closeAt = '2023-12-20T16:00:00.000+08:00';
    const closing = pack('jinan', { 'deferral.channelCloseAt': { [channel]: closeAt } });
    const asked = (at: string, of?: string) => assess(closing, request(at, channel, of));
    const lines = (assessed: ReturnType<typeof assess>) =>
      'reason' in assessed ? assessed.reason : assessed.expiresAt;
    expect([
      lines(asked('2023-12-20T15:29:59.999+08:00')),
      lines(asked('2023-12-20T15:30:00.001+08:00')),
      lines(asked('2023-12-20T15:59:59.999+08:00')),
      lines(asked(closeAt)),
      lines(asked('2023-12-31T23:59:59.999+08:00')),
      lines(asked('2024-01-01T00:00:00+08:00')),
      // Months of the year, its last one too, end with the month and not with the channel.
      lines(asked(closeAt, '2023-12')),
      lines(asked('2023-12-31T23:50:00+08:00', '2023-12')),
      lines(asked('2024-01-01T00:00:00+08:00', '2023-12')),
    ]).toEqual([
      '2023-12-20T15:59:59.999+08:00',
      closeAt,
      closeAt,
      'deferral-closed-at-channel',
      'deferral-closed-at-channel',
      'deferral-closed',
      '2023-12-20T16:30:00.000+08:00',
      '2024-01-01T00:00:00.000+08:00',
      'prior-year-not-allowed',
    ]);
    // Deferred months and others at once are refused whole, and the refusal names the deferred ones.
    const mixed = { ...request(closeAt, channel), months: [month('2022-05'), month('2023-05')] };
    expect(assess(closing, mixed)).toMatchObject({
      reason: 'deferral-closed-at-channel',
      details: { rejectedMonths: ['2022-05'], closedAt: closeAt },
    });
  });

  it('is certified, so that the quote can be assessed again', () => {
    const asked = request('2023-12-20T10:00:00+08:00', 'wechat');
    const certificate = certificateOf(configured, asked, assess(configured, asked));
    expect(certificate.config).toEqual({
      'deferral.channelCloseAt': { wechat: '2023-12-25T00:00:00+08:00' },
    });
    const again = certifiedRequest(certificate);
    const laid = certifiedPack(certificate);
    expect(certificateOf(laid, again, assess(laid, again))).toEqual(certificate);
  });
});
