import { day, instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { recorded, type AccountEvent } from '..';
import { QuoteIssued } from './contribution-account.events';
import {
  account,
  decidedBy,
  enrolled,
  insured,
  medical,
  medicalQuote,
  pension,
  quote,
} from '../../test/accounts';

const note = { type: 'NoteEnrolment', ...pension, district: '370102', from: day('2022-01-01') } as const;
const noteMedical = { ...note, ...medical, scheme: 'pooled' } as const;
const endedOn = (on: string): AccountEvent => ({
  type: 'EnrolmentEndNoted',
  data: { ...pension, on: day(on) },
});

describe('an enrolment', () => {
  it('is noted, once', () => given(account).when(note).then(enrolled));
  it('is noted with the scheme for medical insurance', () => given(account).when(noteMedical).then(insured));
  it.each([{ district: '370112' as const }, { from: day('2022-02-01') }])(
    'that differs by %j is a new fact',
    (change) =>
      given(account, enrolled)
        .when({ ...note, ...change })
        .then({
          type: 'EnrolmentNoted',
          data: { ...pension, district: '370102', from: day('2022-01-01'), ...change },
        }),
  );
  it('under another scheme is a new fact', () =>
    given(account, insured)
      .when({ ...noteMedical, scheme: 'with-account' })
      .then({
        type: 'EnrolmentNoted',
        data: { ...medical, district: '370102', from: day('2022-01-01'), scheme: 'with-account' },
      }));
  it('is one of all that are told anew, once, in place of those of before', () => {
    const enrolments = [
      { district: '370102', from: day('2022-01-01'), until: day('2022-02-28'), reason: 'stopped' },
      { district: '370124', from: day('2022-04-01') },
    ] as const;
    const restated = { type: 'NoteEnrolments', ...pension, enrolments } as const;
    const noted: AccountEvent = { type: 'EnrolmentsNoted', data: { ...pension, enrolments } };
    given(account, enrolled).when(restated).then(noted);
    expect(recorded(decidedBy(quote(), enrolled, noted), QuoteIssued).district).toBe('370124');
    const over: AccountEvent = {
      type: 'EnrolmentsNoted',
      data: { ...pension, enrolments: [{ ...enrolments[0] }] },
    };
    given(account, enrolled, noted, over).when(quote()).thenRejected('not-registered');
  });
  it('begins again after its end', () =>
    given(account, enrolled, endedOn('2022-04-30')).when(note).then(enrolled));
  it('that changes keeps a planned end, however often it is told; one from a later day begins anew', () => {
    const change = { ...note, district: '370124', from: day('2022-05-18') } as const;
    const planned = [enrolled, endedOn('2022-06-30')];
    const past = [...planned, ...decidedBy(change, ...planned)];
    given(account, ...past)
      .when(change)
      .thenNothing();
    const inJuly = quote({ at: instant('2022-07-18T12:00:00+08:00'), months: [month('2022-07')] });
    given(account, ...past)
      .when(inJuly)
      .thenRejected('not-registered');
    const anew = decidedBy({ ...change, from: day('2022-07-01') }, ...past);
    expect(recorded(decidedBy(inJuly, ...past, ...anew), QuoteIssued).district).toBe('370124');
  });
  it('of a later day leaves the one of today in force', () => {
    const moving = decidedBy({ ...note, district: '370124', from: day('2022-06-01') }, enrolled);
    const districtOn = (at: string): string =>
      recorded(
        decidedBy(quote({ at: instant(at), months: [month(at.slice(0, 7))] }), enrolled, ...moving),
        QuoteIssued,
      ).district;
    expect(districtOn('2022-05-31T12:00:00+08:00')).toBe('370102');
    expect(districtOn('2022-06-01T12:00:00+08:00')).toBe('370124');
  });
  it.each<readonly [string, readonly string[]]>([
    ['in order', ['2022-05-25', '2022-06-01']],
    ['the later one first', ['2022-06-01', '2022-05-25']],
  ])('changes twice, told %s: each change holds from its own day', (_, order) => {
    const change = {
      '2022-05-25': { district: '370124' },
      '2022-06-01': { scheme: 'with-account' },
    } as const;
    const told = order.reduce<AccountEvent[]>(
      (past, from) => [
        ...past,
        ...decidedBy(
          { ...noteMedical, ...change[from as keyof typeof change], from: day(from) },
          insured,
          ...past,
        ),
      ],
      [],
    );
    const quotedOn = (at: string) => {
      const asked = medicalQuote({ at: instant(at), months: [month(at.slice(0, 7))] });
      const { district, total } = recorded(decidedBy(asked, insured, ...told), QuoteIssued);
      return [district, total];
    };
    expect(quotedOn('2022-05-24T12:00:00+08:00')).toEqual(['370102', '205.30']);
    expect(quotedOn('2022-05-31T12:00:00+08:00')).toEqual(['370124', '205.30']);
    expect(quotedOn('2022-06-01T12:00:00+08:00')).toEqual(['370102', '337.14']);
    given(account, insured, ...told)
      .when(noteMedical)
      .thenNothing();
  });
  it('under another scheme from tomorrow leaves the scheme of today', () => {
    const changing = decidedBy({ ...noteMedical, scheme: 'with-account', from: day('2022-05-19') }, insured);
    const totalOn = (at: string): string =>
      recorded(decidedBy(medicalQuote({ at: instant(at) }), insured, ...changing), QuoteIssued).total;
    expect(totalOn('2022-05-18T12:00:00+08:00')).toBe('205.30');
    expect(totalOn('2022-05-19T12:00:00+08:00')).toBe('337.14');
  });
  it('whose first day is put right replaces the former one, once', () => {
    const correct = { ...note, from: day('2022-05-19'), corrects: day('2022-01-01') };
    const { type: _, ...corrected } = correct;
    given(account, enrolled).when(correct).then({ type: 'EnrolmentNoted', data: corrected });
    given(account, enrolled, ...decidedBy(correct, enrolled))
      .when(quote())
      .thenRejected('not-registered');
  });
  it('is noted as ended, once', () =>
    given(account, enrolled)
      .when({ type: 'NoteEnrolmentEnd', ...pension, on: day('2022-04-30') })
      .then(endedOn('2022-04-30')));
  it('that was never noted stays unknown when its end arrives', () => {
    given(account)
      .when({ type: 'NoteEnrolmentEnd', ...pension, on: day('2022-04-30') })
      .thenEvents(endedOn('2022-04-30'));
    const state = [endedOn('2022-04-30')].reduce(account.evolve, account.initial);
    expect(state).toEqual(account.initial);
  });
  it('has a stream for each person and insurance', () =>
    expect([note, noteMedical].map((command) => account.streams(command))).toEqual([
      [`contribution-account-${pension.personId}-pension`],
      [`contribution-account-${pension.personId}-medical`],
    ]));

  it.each([
    ['2022-05-17', false],
    ['2022-05-18', true],
  ])('that ended on %s allows a quote on 2022-05-18: %s', (on, allowed) => {
    const quoted = given(account, enrolled, endedOn(on)).when(quote());
    if (allowed) expect(quoted.outcome.accepted).toBe(true);
    else quoted.thenRejected('not-registered');
  });
  it.each([
    ['2022-05-18', true],
    ['2022-05-19', false],
  ])('from %s allows a quote on 2022-05-18: %s', (from, allowed) => {
    const quoted = given(account, ...decidedBy({ ...note, from: day(from) })).when(quote());
    if (allowed) expect(quoted.outcome.accepted).toBe(true);
    else quoted.thenRejected('not-registered');
  });
});
