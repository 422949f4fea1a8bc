import { day, instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { channelDay, type ChannelDayCommand, type ChannelDayEvent } from '../index';

const at = instant('2022-05-18T23:30:00.000+08:00');
const about = { channel: 'ccb', day: day('2022-05-18'), at } as const;
const tally = (count: number, amount: string) => ({ count, amount: yuan(amount) });
const statement = (n: number) => ({
  ...about,
  statementId: String(n),
  digest: `digest-${n}`,
  payments: tally(2, '1384.00'),
  refunds: tally(0, '0.00'),
});
const receive = (n: number): ChannelDayCommand => ({ type: 'ReceiveStatement', ...statement(n) });
const received = (n: number): ChannelDayEvent => ({ type: 'StatementReceived', data: statement(n) });
const corrected: ChannelDayEvent = { type: 'StatementReceived', data: { ...statement(2), replaces: '1' } };
const matching = (n: number, open = 0) => ({
  ...about,
  statementId: String(n),
  matched: tally(2 - open, '1384.00'),
  differences: open === 0 ? {} : { 'channel-only': tally(open, '1000.00') },
});
const matched = (n: number, open = 0): ChannelDayEvent => ({ type: 'DayMatched', data: matching(n, open) });
const close = (n: number, open = 0): ChannelDayCommand => ({
  type: 'CloseDay',
  ...about,
  statementId: String(n),
  open,
});
const closed = (n: number): ChannelDayEvent => ({
  type: 'DayClosed',
  data: { ...about, statementId: String(n) },
});

describe("a channel's day", () => {
  it('takes a statement, and the same one again with no effect', () => {
    given(channelDay).when(receive(1)).then(received(1));
    given(channelDay, received(1)).when(receive(1)).thenNothing();
  });
  it('takes another statement as the correction of the one in force', () =>
    given(channelDay, received(1)).when(receive(2)).then(corrected));
  it('is not turned back by the first statement that comes late again', () =>
    given(channelDay, received(1), corrected).when(receive(1)).thenNothing());
  it('notes a refused file once', () => {
    const refuse = { type: 'RefuseStatement', ...about, digest: 'digest-1', because: 'hash' } as const;
    const { type: _, ...data } = refuse;
    given(channelDay).when(refuse).then({ type: 'StatementRefused', data });
    given(channelDay, { type: 'StatementRefused', data }).when(refuse).thenNothing();
  });
  it('records a matching where it says something new', () => {
    given(channelDay, received(1))
      .when({ type: 'RecordMatching', ...matching(1, 1) })
      .then(matched(1, 1));
    given(channelDay, received(1), matched(1, 1))
      .when({ type: 'RecordMatching', ...matching(1, 1) })
      .thenNothing();
    given(channelDay, received(1), matched(1, 1))
      .when({ type: 'RecordMatching', ...matching(1) })
      .then(matched(1));
  });
  it('does not record a matching with a statement that was corrected meanwhile', () =>
    given(channelDay, received(1), corrected)
      .when({ type: 'RecordMatching', ...matching(1) })
      .thenRejected('statement-superseded'));
  it('closes once every item is explained', () => {
    given(channelDay, received(1), matched(1)).when(close(1)).then(closed(1));
    given(channelDay, received(1), matched(1), closed(1)).when(close(1)).thenNothing();
  });
  it.each<[string, readonly ChannelDayEvent[], ChannelDayCommand]>([
    ['no statement', [], close(1)],
    ['a statement that is not matched', [received(1)], close(1)],
    ['a correction that is not matched', [received(1), matched(1), corrected], close(2)],
    ['a matching of the former statement', [received(1), matched(1), corrected], close(1)],
  ])('does not close with %s', (_, events, command) =>
    given(channelDay, ...events)
      .when(command)
      .thenRejected('day-not-matched'),
  );
  it('does not close over a difference', () =>
    given(channelDay, received(1), matched(1, 1))
      .when(close(1, 1))
      .thenRejected('differences-open', { open: 1 }));
  it('is open again once more was told of it, and closes again', () => {
    const reopen = { type: 'ReopenDay', ...about, because: 'later-fact' } as const;
    const { type: _, ...data } = reopen;
    const reopened: ChannelDayEvent = { type: 'DayReopened', data };
    const past = [received(1), matched(1), closed(1)];
    given(channelDay, ...past)
      .when(reopen)
      .then(reopened);
    given(channelDay, ...past, reopened)
      .when(reopen)
      .thenNothing();
    given(channelDay, ...past, reopened)
      .when(close(1))
      .then(closed(1));
    given(channelDay, received(1)).when(reopen).thenNothing();
  });
  it('is open again with a corrected statement', () =>
    given(channelDay, received(1), matched(1), closed(1), corrected, matched(2))
      .when(close(2))
      .then(closed(2)));
});
