import { day, endedOn, periodOn, withCorrectedPeriod, withoutOverlaps, withPeriod, type Period } from '.';

const [january, march, may, june] = [
  day('2022-01-01'),
  day('2022-03-01'),
  day('2022-05-01'),
  day('2022-06-01'),
];
interface Place extends Period {
  readonly place: string;
}
const home: Place = { from: january, place: 'home' };
const away: Place = { from: june, place: 'away' };

describe('a period that begins later', () => {
  const both = withPeriod([home], away);
  it.each([
    ['2021-12-31', undefined],
    ['2022-01-01', 'home'],
    ['2022-05-31', 'home'],
    ['2022-06-01', 'away'],
    ['2099-12-31', 'away'],
  ])('leaves the earlier one in force: on %s it is %s', (on, place) =>
    expect(periodOn(both, day(on))?.place).toBe(place),
  );
  it('ends the earlier one the day before', () =>
    expect(withoutOverlaps(both)).toEqual([{ ...home, until: '2022-05-31' }, away]));
  it('leaves an earlier end as it is', () =>
    expect(withoutOverlaps(withPeriod(endedOn([home], march), away))).toEqual([
      { ...home, until: march },
      away,
    ]));
  it('is replaced by one that begins on its day', () =>
    expect(withPeriod(both, { ...away, place: 'elsewhere' })).toEqual([
      home,
      { ...away, place: 'elsewhere' },
    ]));
  it('stands in its own time when an earlier change becomes known after it', () => {
    const between: Place = { from: march, place: 'between' };
    const all = withPeriod(both, between);
    expect(all).toEqual(withPeriod(withPeriod([home], between), away));
    expect([january, march, may, june].map((on) => periodOn(all, on)?.place)).toEqual([
      'home',
      'between',
      'between',
      'away',
    ]);
  });
});

describe('a planned end', () => {
  const planned = endedOn([home], june);
  const moved = withPeriod(planned, { from: may, place: 'moved' });
  it('stays when a change begins before it', () =>
    expect(moved).toEqual([
      { ...home, until: june },
      { from: may, place: 'moved', until: june },
    ]));
  it('stays when the change is of the first day', () =>
    expect(withPeriod(planned, { from: january, place: 'moved' })).toEqual([
      { from: january, place: 'moved', until: june },
    ]));
  it('stays when the change is told again', () =>
    expect(withPeriod(moved, { from: may, place: 'moved' })).toEqual(moved));
  it('stays when a change begins on its day', () =>
    expect(withPeriod(planned, away)).toEqual([
      { ...home, until: june },
      { ...away, until: june },
    ]));
  it('is no end of what begins after it', () =>
    expect(withPeriod(endedOn([home], march), away)).toEqual([{ ...home, until: march }, away]));
  it('goes when its period is told again as it was', () => expect(withPeriod(planned, home)).toEqual([home]));
  it('is moved with all that it ends', () => {
    const later = day('2022-07-31');
    const postponed = endedOn(moved, later);
    expect(postponed).toEqual([
      { ...home, until: later },
      { from: may, place: 'moved', until: later },
    ]);
    expect(withPeriod(postponed, { from: may, place: 'moved' })).toEqual(postponed);
  });
});

describe('an end', () => {
  it('is that of the period in force on its day', () =>
    expect(endedOn([home, away], may)).toEqual([{ ...home, until: may }]));
  it('can be moved, in either direction', () => {
    expect(endedOn(endedOn([home], march), may)).toEqual([{ ...home, until: may }]);
    expect(endedOn(endedOn([home], may), march)).toEqual([{ ...home, until: march }]);
  });
  it('before the first day leaves nothing', () => expect(endedOn([away], may)).toEqual([]));
  it('of nothing is nothing', () => expect(endedOn([], may)).toEqual([]));
});

describe('a corrected first day', () => {
  it('keeps the last day and the later periods', () => {
    expect(withCorrectedPeriod(endedOn([home], may), january, { ...home, from: march })).toEqual([
      { from: march, until: may, place: 'home' },
    ]);
    expect(withCorrectedPeriod([home, away], january, { ...home, from: march })).toEqual([
      { ...home, from: march },
      away,
    ]);
  });
  it('of a later period lets the earlier one run on', () =>
    expect(
      periodOn(withCorrectedPeriod([home, away], june, { ...away, from: day('2022-07-01') }), june),
    ).toEqual({
      ...home,
      until: '2022-06-30',
    }));
  it('that is brought forward is in its order', () =>
    expect(withCorrectedPeriod([home, away], june, { ...away, from: march }).map(({ from }) => from)).toEqual(
      [january, march],
    ));
});
