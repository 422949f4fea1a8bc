import { day, instant, withoutOverlaps } from '@canbao/calendar';
import { contractEvents, strict, type ContractEvent } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import fc from 'fast-check';
import { person, published, type MessageReason } from '..';
import type { PersonEvent } from '../person.events';
import type { PersonState } from '../person-state';
import type { BureauMessage, Change } from './message.events';

const personId = '10000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T10:00:00.000+08:00');
const registered: PersonEvent = { type: 'PersonRegistered', data: { personId } };
const district = '370102';

const message = (
  messageNo: string,
  businessDate: string,
  change: Change,
  more: Partial<BureauMessage> = {},
): BureauMessage => ({
  bureau: 'hrss',
  messageNo,
  businessDate: day(businessDate),
  sequence: Number(messageNo.replaceAll(/\D/g, '')),
  change,
  ...more,
});
const enrolled = message('1', '2022-01-01', { kind: 'enrolled', district });
const take = (told: BureauMessage) => ({ type: 'TakeMessage', personId, message: told, at }) as const;
const taken = (told: BureauMessage): PersonEvent => ({
  type: 'BureauMessageTaken',
  data: { personId, ...told, takenAt: at },
});

const after = (
  messages: readonly BureauMessage[],
  past: readonly PersonEvent[] = [registered],
): PersonState =>
  messages.reduce(
    (state, told) => {
      const outcome = person.decide(take(told), state);
      if (!outcome.accepted) throw new Error(outcome.reason);
      return outcome.events.map(({ event }) => event).reduce(person.evolve, state);
    },
    past.reduce(person.evolve, person.initial),
  );
/** What the person is registered as: what everybody else is told of. */
const registrationOf = ({ pension, medical, deaths, diedOn, employerCovers, cases }: PersonState) => ({
  pension: withoutOverlaps(pension),
  medical: withoutOverlaps(medical),
  deaths: deaths.map(({ bureau, on }) => `${bureau} ${on}`).sort(),
  diedOn,
  covers: employerCovers.map(({ insurance, from, until }) => `${insurance} ${from} ${until}`).sort(),
  cases: cases.map(({ caseId }) => caseId).sort(),
});
const pensionOf = (state: PersonState) =>
  withoutOverlaps(state.pension).map(({ from, until, district: place, reason }) =>
    [from, until ?? '', place, reason ?? ''].join(' ').trim(),
  );
const casesOf = ({ cases }: PersonState) => cases.map(({ because }) => because);

describe('a message of a bureau', () => {
  it('enrols, and says so as a call does', () =>
    given(person, registered)
      .when(take(enrolled))
      .then(taken(enrolled), {
        type: 'PensionEnrolled',
        data: { personId, district, from: enrolled.businessDate },
      }));

  it('about nobody is refused', () => given(person).when(take(enrolled)).thenRejected('person-not-found'));

  it.each<[string, BureauMessage, MessageReason]>([
    [
      'a day before there were records',
      { ...enrolled, businessDate: day('1991-12-31') },
      'date-before-records',
    ],
    ['a death that is still to come', message('2', '2022-05-19', { kind: 'death' }), 'death-in-future'],
    ['a day too far ahead', { ...enrolled, businessDate: day('2022-07-01') }, 'date-in-future'],
    [
      'a scheme of pension',
      { ...enrolled, change: { kind: 'enrolled', district, scheme: 'pooled' } },
      'not-of-this-insurance',
    ],
    [
      'a change of scheme of pension',
      message('2', '2022-05-01', { kind: 'scheme-changed', scheme: 'pooled' }),
      'not-of-this-insurance',
    ],
    ['a medical enrolment without a scheme', { ...enrolled, bureau: 'medical-bureau' }, 'scheme-required'],
    ['a withdrawal of nothing', message('2', '2022-05-01', { kind: 'withdrawn' }), 'names-no-message'],
    ['a message that corrects itself', { ...enrolled, corrects: '1' }, 'names-no-message'],
  ])('with %s is refused, and nothing is stored', (_, told, because) =>
    given(person, registered).when(take(told)).thenRejected(because),
  );
  it.each(['1992-01-01', '2022-06-30'])('of %s is taken', (on) =>
    expect(pensionOf(after([{ ...enrolled, businessDate: day(on) }]))).toEqual([`${on}  370102`]),
  );

  it('that comes again, even when its day has passed out of reach, has no further effect', () => {
    const events = [registered, taken(enrolled)];
    const late = { ...take(enrolled), at: instant('1990-01-01T00:00:00.000+08:00') };
    given(person, ...events)
      .when(late)
      .thenNothing();
  });

  it('of which no change results is taken all the same, and answered', () => {
    const again = message('2', '2022-01-01', { kind: 'resumed', district });
    const state = after([enrolled]);
    const outcome = person.decide(take(again), state);
    expect(outcome).toEqual({ accepted: true, events: [{ event: taken(again) }] });
  });
});

describe('late messages', () => {
  const moved = message('3', '2022-04-01', { kind: 'moved', district: '370103' });
  const before = message('2', '2022-03-01', { kind: 'moved', district: '370104' });
  it('change the past from their day on, and leave what holds from a later day', () =>
    expect(pensionOf(after([enrolled, moved, before]))).toEqual([
      '2022-01-01 2022-02-28 370102',
      '2022-03-01 2022-03-31 370104',
      '2022-04-01  370103',
    ]));
  it('of the past are told as a list of all enrolments where no single change says it', () => {
    const stop = message('2', '2022-02-28', { kind: 'stopped' });
    const resumed = message('3', '2022-04-01', { kind: 'resumed', district });
    const outcome = person.decide(take(stop), after([enrolled, resumed]));
    expect(outcome.accepted && outcome.events[1]?.event).toEqual({
      type: 'EnrolmentsRestated',
      data: {
        personId,
        insurance: 'pension',
        enrolments: [
          { district, from: '2022-01-01', until: '2022-02-28', reason: 'stopped' },
          { district, from: '2022-04-01' },
        ],
      },
    });
  });
  it('of a change before the enrolment wait as a case until it comes', () => {
    const waiting = after([moved]);
    expect(casesOf(waiting)).toEqual(['not-enrolled']);
    expect(casesOf(after([moved, enrolled]))).toEqual([]);
  });
  it('of a scheme are carried through a later move', () => {
    const medical = { bureau: 'medical-bureau' } as const;
    const messages = [
      message('1', '2022-01-01', { kind: 'enrolled', district, scheme: 'pooled' }, medical),
      message('3', '2022-04-01', { kind: 'moved', district: '370103' }, medical),
      message('2', '2022-03-01', { kind: 'scheme-changed', scheme: 'with-account' }, medical),
    ];
    expect(withoutOverlaps(after(messages).medical).at(-1)).toEqual({
      from: '2022-04-01',
      district: '370103',
      scheme: 'with-account',
    });
  });
  it('of one day hold in the order of the bureau', () => {
    const [second, third] = [before, { ...moved, businessDate: before.businessDate }];
    expect(after([enrolled, third, second]).pension.at(-1)).toMatchObject({ district: '370103' });
  });
});

describe('taking a job', () => {
  const job = message('2', '2022-03-15', { kind: 'to-employer' });
  it('ends the enrolment on the day before, and an employer pays from that month on', () =>
    given(person, registered, taken(enrolled), {
      type: 'PensionEnrolled',
      data: { personId, district, from: enrolled.businessDate },
    })
      .when(take(job))
      .then(
        taken(job),
        { type: 'PensionEnrolmentEnded', data: { personId, on: day('2022-03-14'), reason: 'to-employer' } },
        {
          type: 'EmployerCoverNoted',
          data: { personId, insurance: 'pension', from: '2022-03', revision: 1 },
        } as PersonEvent,
      ));
  it('ends with the month before the person is on their own again', () => {
    const alone = message('3', '2022-05-02', { kind: 'from-employer', district });
    expect(after([enrolled, job, alone]).employerCovers).toEqual([
      { insurance: 'pension', from: '2022-03', until: '2022-04' },
    ]);
  });
  it('and leaving it within a month covers no month', () => {
    const alone = message('3', '2022-03-20', { kind: 'from-employer', district });
    expect(after([enrolled, job, alone]).employerCovers).toEqual([]);
  });
  it('is moved by a correction: the former cover is withdrawn', () => {
    const corrected = message('3', '2022-05-10', { kind: 'to-employer' }, { corrects: '2' });
    const state = after([enrolled, job, corrected]);
    expect(registrationOf(state)).toMatchObject({
      pension: [{ from: '2022-01-01', until: '2022-05-09', reason: 'to-employer' }],
      covers: ['pension 2022-05 undefined'],
      cases: [],
    });
  });
  it('is taken back, and the enrolment runs on', () => {
    const back = message('3', '2022-05-10', { kind: 'withdrawn' }, { corrects: '2' });
    expect(registrationOf(after([enrolled, job, back]))).toMatchObject({
      pension: [{ from: '2022-01-01', district }],
      covers: [],
    });
  });
  it('told before the enrolment is known covers its months at once', () => {
    const state = after([job]);
    expect(state.employerCovers).toMatchObject([{ from: '2022-03' }]);
    expect(casesOf(state)).toEqual(['not-enrolled']);
  });
});

describe('a death', () => {
  const death = message('2', '2022-03-10', { kind: 'death' });
  const other = message('7', '2022-04-02', { kind: 'death' }, { bureau: 'medical-bureau' });
  it('is put right, and withdrawn', () => {
    const right = message('3', '2022-04-01', { kind: 'death' }, { corrects: '2' });
    expect(after([enrolled, death, right]).diedOn).toBe('2022-04-01');
    const lives = message('4', '2022-05-01', { kind: 'withdrawn' }, { corrects: '3' });
    const state = after([enrolled, death, right, lives]);
    expect([state.diedOn, state.deaths, casesOf(state)]).toEqual([undefined, [], []]);
  });
  it.each([[[death, other]], [[other, death]]])(
    'told of two days counts from the earlier one, and is a case of both bureaus',
    (messages) => {
      const state = after([enrolled, ...messages]);
      expect(state.diedOn).toBe('2022-03-10');
      expect(state.cases).toEqual([
        {
          caseId: 'deaths-differ: hrss 2, medical-bureau 7',
          because: 'deaths-differ',
          owners: ['hrss', 'medical-bureau'],
          wayOut: 'correct-or-withdraw-one',
          facts: [
            { bureau: 'hrss', messageNo: '2', businessDate: '2022-03-10', kind: 'death' },
            { bureau: 'medical-bureau', messageNo: '7', businessDate: '2022-04-02', kind: 'death' },
          ],
        },
      ]);
    },
  );
  it('is contradicted by what is told of a later day, whichever came first', () => {
    const moved = message('3', '2022-05-01', { kind: 'moved', district: '370103' });
    for (const messages of [
      [enrolled, death, moved],
      [moved, enrolled, death],
    ])
      expect(casesOf(after(messages))).toEqual(['after-death']);
    const withdrawn = message('4', '2022-05-01', { kind: 'withdrawn' }, { corrects: '2' });
    expect(casesOf(after([enrolled, death, moved, withdrawn]))).toEqual([]);
  });
  it('that a call of the other bureau told is compared, too', () => {
    const called: PersonEvent = {
      type: 'PersonDied',
      data: { personId, on: day('2022-02-01'), bureau: 'medical-bureau', revision: 1 },
    };
    const state = after([enrolled, death], [registered, called]);
    expect([state.diedOn, casesOf(state)]).toEqual(['2022-02-01', ['deaths-differ']]);
    const outcome = person.decide({ type: 'WithdrawDeath', personId, bureau: 'medical-bureau' }, state);
    expect(outcome.accepted && outcome.events.map(({ event }) => event.type)).toEqual([
      'DeathWithdrawn',
      'RegistrationCaseClosed',
    ]);
  });
});

describe('a case', () => {
  it('comes of other content under a number, whose first content counts until it is corrected', () => {
    const other = { ...enrolled, change: { kind: 'enrolled', district: '370103' } } as const;
    const state = after([enrolled, other]);
    expect([pensionOf(state), casesOf(state)]).toEqual([['2022-01-01  370102'], ['number-reused']]);
    expect(registrationOf(after([enrolled, other, other, enrolled]))).toEqual(registrationOf(state));
    const right = message('2', '2022-01-01', { kind: 'enrolled', district: '370103' }, { corrects: '1' });
    const settled = after([enrolled, other, right]);
    expect([pensionOf(settled), casesOf(settled)]).toEqual([['2022-01-01  370103'], []]);
  });
  it('comes of two messages at one place of the sequence', () => {
    const twin = message('2', '2022-04-01', { kind: 'moved', district: '370103' }, { sequence: 1 });
    expect(casesOf(after([enrolled, twin]))).toEqual(['sequence-reused']);
  });
  it('comes of a correction of what has not come, and closes when it comes', () => {
    const right = message('2', '2022-02-01', { kind: 'enrolled', district }, { corrects: '1' });
    expect(casesOf(after([right]))).toEqual(['corrects-unknown']);
    const both = after([right, enrolled]);
    expect([pensionOf(both), casesOf(both)]).toEqual([['2022-02-01  370102'], []]);
  });
  it('comes of a correction that is older than what it names, which then stands', () => {
    const older = message('0', '2022-02-01', { kind: 'withdrawn' }, { corrects: '1' });
    const state = after([enrolled, older]);
    expect([pensionOf(state), casesOf(state)]).toEqual([['2022-01-01  370102'], ['corrects-later']]);
  });
  it('comes of two corrections of one message, of which the later counts', () => {
    const [a, b] = [
      message('2', '2022-02-01', { kind: 'enrolled', district }, { corrects: '1' }),
      message('3', '2022-03-01', { kind: 'enrolled', district }, { corrects: '1' }),
    ];
    const state = after([b, a, enrolled]);
    expect([pensionOf(state), casesOf(state)]).toEqual([['2022-03-01  370102'], ['corrected-twice']]);
    const settled = after([
      b,
      a,
      enrolled,
      message('4', '2022-03-01', { kind: 'withdrawn' }, { corrects: '2' }),
    ]);
    expect(casesOf(settled)).toEqual([]);
  });
  it('comes of a correction of what a call has overtaken', () => {
    const state = after([enrolled]);
    const called = person.decide(
      { type: 'EnrolPension', personId, district: '370103', from: day('2022-04-01') },
      state,
    );
    if (!called.accepted) throw new Error(called.reason);
    const since = called.events.map(({ event }) => event).reduce(person.evolve, state);
    const right = message('2', '2022-02-01', { kind: 'enrolled', district }, { corrects: '1' });
    const outcome = person.decide(take(right), since);
    if (!outcome.accepted) throw new Error(outcome.reason);
    const end = outcome.events.map(({ event }) => event).reduce(person.evolve, since);
    expect(casesOf(end)).toEqual(['overtaken-by-call']);
    expect(pensionOf(end).at(-1)).toBe('2022-04-01  370103');
  });
});

const dayIn2022 = fc
  .integer({ min: 1, max: 4 })
  .chain((month) => fc.constantFrom('01', '15', '28').map((each) => `2022-0${month}-${each}`));
const anyDistrict = fc.constantFrom('370102' as const, '370103' as const);
const anyScheme = fc.constantFrom('pooled' as const, 'with-account' as const);
const begin = fc.constantFrom('enrolled' as const, 'from-employer' as const, 'resumed' as const);
const end = fc.constantFrom(...(['to-employer', 'death', 'stopped', 'retired', 'left-country'] as const));
const changeOf = (isMedical: boolean): fc.Arbitrary<Change> =>
  fc.oneof(
    isMedical
      ? fc.record({ kind: begin, district: anyDistrict, scheme: anyScheme })
      : fc.record({ kind: begin, district: anyDistrict }),
    fc.record({ kind: fc.constant('moved' as const), district: anyDistrict }),
    ...(isMedical ? [fc.record({ kind: fc.constant('scheme-changed' as const), scheme: anyScheme })] : []),
    fc.record({ kind: end }),
  );
const anyMessages = fc
  .array(
    fc
      .tuple(fc.boolean(), dayIn2022, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 6 }))
      .chain(([isMedical, on, way, corrects]) =>
        changeOf(isMedical).map((change) => ({ isMedical, on, way, corrects, change })),
      ),
    { minLength: 1, maxLength: 7 },
  )
  .map((all) =>
    all.map(({ isMedical, on, way, corrects, change }, index): BureauMessage => {
      const named = way === 0 && corrects !== index ? { corrects: `${corrects}` } : {};
      const isTakenBack = 'corrects' in named && corrects % 2 === 0;
      return message(`${index}`, on, isTakenBack ? { kind: 'withdrawn' } : change, {
        bureau: isMedical ? 'medical-bureau' : 'hrss',
        // Now and then a place of the sequence is used twice.
        sequence: way === 3 ? index - 1 : index,
        ...named,
      });
    }),
  );

describe('the same messages', () => {
  const told = fc
    .tuple(anyMessages, fc.infiniteStream(fc.nat()))
    .map(([messages, numbers]) => ({ messages, shuffled: shuffled([...messages, ...messages], numbers) }));

  it('in any order and repetition lead to the same registration and the same cases', () =>
    fc.assert(
      fc.property(told, ({ messages, shuffled: other }) =>
        expect(registrationOf(after(other))).toEqual(registrationOf(after(messages))),
      ),
      { numRuns: 300 },
    ));

  it('are published as the contract says', () =>
    fc.assert(
      fc.property(anyMessages, (messages) => {
        let state = after([]);
        for (const each of messages) {
          const outcome = person.decide(take(each), state);
          if (!outcome.accepted) throw new Error(outcome.reason);
          for (const { event } of outcome.events) {
            const { type, data } = published(event) as ContractEvent;
            strict(contractEvents[type].data).parse(data);
            state = person.evolve(state, event);
          }
        }
      }),
      { numRuns: 100 },
    ));
});

const shuffled = <T>(items: readonly T[], numbers: Iterator<number>): T[] =>
  items
    .map((item) => [numbers.next().value as number, item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
