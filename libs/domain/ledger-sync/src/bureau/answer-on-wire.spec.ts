import { day, instant } from '@canbao/calendar';
import { BureauAnswerRecord } from '@canbao/contracts';
import { answerCommand } from '..';

const at = instant('2022-05-18T23:58:00.000+08:00');
const personId = '10000000-0000-4000-8000-000000000001';
const answers = '70000000-0000-4000-8000-000000000001';
const answer = (change: object): BureauAnswerRecord =>
  BureauAnswerRecord.parse({
    answers,
    personId,
    month: '2022-05',
    outcome: 'booked',
    receiptNo: 'R1',
    ...change,
  });
const made = (change: object) =>
  answerCommand('medical-bureau', personId, answer(change), (text) => text, at);

describe('a bureau that says on which day of its books it is', () => {
  it.each(['2022-05-01', '2022-05-18', '2022-05-19'])('may say %s', (bookedOn) =>
    expect(made({ bookedOn })).toMatchObject({ type: 'TakeAnswer', answer: { bookedOn: day(bookedOn) } }),
  );
  it.each(['2022-05-20', '2099-12-31'])('may not say %s, which has not come', (bookedOn) => {
    expect(made({ bookedOn })).toBe('bookedOn is a day that has not come');
    const reversed = { outcome: 'reversed', receiptNo: undefined, bookedOn };
    expect(made(reversed)).toBe('bookedOn is a day that has not come');
  });
});
