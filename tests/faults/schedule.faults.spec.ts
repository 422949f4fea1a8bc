import { patienceMs, printed } from './printed';

jest.setTimeout(patienceMs);

describe('the whole system under load', () => {
  it('loses nothing, books nothing twice and comes to rest after twenty seconds of faults', async () => {
    expect(await printed('--seed', '3', '--seconds', '20')).toMatch(/1 schedules passed, 0 failed\n$/);
  });

  it('holds with two instances of each service, four of them killed', async () => {
    expect(await printed('--seed', '15', '--seconds', '20', '--instances', '2')).toMatch(
      /1 schedules passed, 0 failed\n$/,
    );
  });
});
