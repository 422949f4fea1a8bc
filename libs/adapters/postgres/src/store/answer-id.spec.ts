import { answerIdOf } from './answer-id';

describe('the id of an answer', () => {
  it('is the same for a repeat, in the digits of a UUID', () => {
    const id = answerIdOf({ scope: 'bank-ccb:collect', key: 'k1' });
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(answerIdOf({ key: 'k1', scope: 'bank-ccb:collect' })).toBe(id);
  });

  it.each([
    ['another scope', { scope: 'bank-rcc:collect', key: 'k1' }],
    ['another key', { scope: 'bank-ccb:collect', key: 'k2' }],
    ['the border elsewhere', { scope: 'bank-ccb:collec', key: 'tk1' }],
    ['a border within', { scope: 'bank-ccb:collect","k1', key: '' }],
  ])('is another for %s', (_, other) =>
    expect(answerIdOf(other)).not.toBe(answerIdOf({ scope: 'bank-ccb:collect', key: 'k1' })),
  );
});
