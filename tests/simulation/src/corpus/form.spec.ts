import { codesIn, formOf } from './form';

describe('the form of stored data', () => {
  it('is every path with the kind of its value', () =>
    expect(formOf({ id: 'a', lines: [{ amount: '1.00' }, { amount: '2.00', late: true }] })).toBe(
      ['.id string', '.lines[].amount string', '.lines[].late boolean'].join('\n'),
    ));
  it('is the same whatever the values and the order of the fields', () =>
    expect(formOf({ a: 1, b: 'x' })).toBe(formOf({ b: 'y', a: 2 })));
  it.each([
    ['a field more', { a: 1, b: 1 }],
    ['a field of another kind', { a: '1' }],
    ['a list without members', { a: [] }],
    ['a null', { a: null }],
  ])('is another with %s', (_, data) => expect(formOf(data)).not.toBe(formOf({ a: 1 })));
  it('leaves out a field that is undefined, as JSON does', () =>
    expect(formOf({ a: 1, b: undefined })).toBe(formOf({ a: 1 })));
  it('ends at a certificate', () =>
    expect(formOf({ certificate: { steps: [1] } })).toBe(formOf({ certificate: { version: '1' } })));
});

describe('the codes in stored data', () => {
  it('are the words that a reader has to know, with their paths', () =>
    expect(codesIn({ because: 'already-paid', orderId: 'order-1', items: [{ item: 'pension' }] })).toEqual([
      '.because already-paid',
      '.items[].item pension',
    ]));
});
