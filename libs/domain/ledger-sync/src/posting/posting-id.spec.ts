import { ledgerSyncApi } from '@canbao/contracts';
import { obligationNamed, postingIdOf } from '..';
import { may } from '../../test/postings';

const id = `medical-${may.personId}-2022-05`;

describe('the id of a posting', () => {
  it('names insurance, person and month', () => {
    expect(postingIdOf(may)).toBe(id);
    expect(obligationNamed(id)).toEqual(may);
    expect(obligationNamed(id.replace('medical', 'pension'))).toEqual({ ...may, insurance: 'pension' });
  });
  it.each([
    ['another insurance', id.replace('medical', 'unemployment')],
    ['more before it', `x${id}`],
    ['more after it', `${id}x`],
    ['no month', id.slice(0, -8)],
    ['a short person id', id.replace(may.personId, may.personId.slice(1))],
    ['nothing', ''],
  ])('is refused with %s', (_, other) => {
    expect(() => obligationNamed(other)).toThrow('not a posting id');
    expect(ledgerSyncApi.postAgain.params.safeParse({ id: other }).success).toBe(false);
  });
  it('is what the API accepts', () =>
    expect(ledgerSyncApi.postAgain.params.safeParse({ id }).success).toBe(true));
  it.each(['2022-00', '2022-13'])('is refused with the month %s', (badMonth) =>
    expect(ledgerSyncApi.postAgain.params.safeParse({ id: id.replace('2022-05', badMonth) }).success).toBe(
      false,
    ),
  );
});
