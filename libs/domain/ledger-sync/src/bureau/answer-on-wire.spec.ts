import { day, instant } from '@canbao/calendar';
import { BureauAnswerRecord } from '@canbao/contracts';
import { answerCommand } from '..';

const at = instant('2022-05-18T23:58:00.000+08:00');
const personId = '10000000-0000-4000-8000-000000000001';
const answers = '70000000-0000-4000-8000-000000000001';
const booked = { outcome: 'booked', receiptNo: 'R1' } as const;
const made = (said: object) => {
  const told = BureauAnswerRecord.parse({ answers, personId, month: '2022-05', ...said });
  return answerCommand('medical-bureau', personId, told, (text) => text, at);
};

describe('a bureau that says on which day of its books it is', () => {
  it.each(['2022-05-01', '2022-05-18', '2022-05-19'])('may say %s', (bookedOn) =>
    expect(made({ ...booked, bookedOn })).toMatchObject({
      type: 'TakeAnswer',
      answer: { bookedOn: day(bookedOn) },
    }),
  );
  it.each(['2022-05-20', '2099-12-31'])('may not say %s, which has not come', (bookedOn) => {
    expect(made({ ...booked, bookedOn })).toBe('bookedOn is a day that has not come');
    expect(made({ outcome: 'reversed', bookedOn })).toBe('bookedOn is a day that has not come');
  });
});
