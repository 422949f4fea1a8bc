import { stayedBehind } from './make-packs';

const items = [{ itemId: 'one' }, { itemId: 'two' }];
const packed = (itemId: string) => ({ type: 'DebitItemPacked', data: { itemId } });

describe('items for a pack', () => {
  it('stay behind where they were paid before it was made', () => {
    const made = [{ type: 'DebitPackMade', data: {} }, packed('two')];
    expect(stayedBehind({ outcome: 'accepted', events: made, state: { status: 'made' } }, items)).toEqual([
      items[0],
    ]);
    expect(stayedBehind({ outcome: 'accepted', events: [], state: { status: 'new' } }, items)).toEqual(items);
  });
  it('wait for the next number where another run has taken this one', () =>
    expect(stayedBehind({ outcome: 'accepted', events: [], state: { status: 'taken' } }, items)).toBe(
      'number-taken',
    ));
});
