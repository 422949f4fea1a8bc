import { given } from '@canbao/event-sourcing/given';
import type { AccountEvent } from '..';
import { account, may, pension } from '../../test/accounts';

const posting = { ...pension, month: may };
const refuse = { type: 'NotePostingRefused', ...posting, reason: 'person frozen' } as const;
const settle = { type: 'NotePostingSettled', ...posting } as const;
const refused: AccountEvent = {
  type: 'PostingRefusalNoted',
  data: { ...posting, reason: 'person frozen' },
};
const settled: AccountEvent = { type: 'PostingRefusalSettled', data: posting };

describe("a bureau's refusal to book a month", () => {
  it('is noted, once', () => given(account).when(refuse).then(refused));
  it('for another reason is a new fact', () =>
    given(account, refused)
      .when({ ...refuse, reason: 'unknown person' })
      .then({ type: 'PostingRefusalNoted', data: { ...posting, reason: 'unknown person' } }));
  it('is settled, once', () => given(account, refused).when(settle).then(settled));
  it('that never was is not settled', () => given(account).when(settle).thenNothing());
  it('may come again', () => given(account, refused, settled).when(refuse).then(refused));
});
