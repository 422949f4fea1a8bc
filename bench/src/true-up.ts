import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { waitFor } from '@canbao/runtime';
import { withPaymentService } from './payment-service';
import type { Bench } from './settings';
import { round } from './stats';

const peopleMax = 1_000_000;
/** People for each second of a round, so that the usual ten make twenty thousand. */
const peoplePerSecond = 2_000;
const patienceMs = 3_600_000;
const hash = 'ab'.repeat(32);

/** What the calls of a run answer, as far as it matters here. */
interface Run {
  readonly runId: string;
  readonly proposalId: string;
  readonly status: string;
  readonly rehearsed: object;
  readonly carriedOut?: { readonly people: number };
}

/** Everybody has paid January to August 2022 on the provisional lower limit, as the service stores it. */
const storeSql = `
  with made as materialized (
    select gen_random_uuid() as person, gen_random_uuid() as orderid from generate_series(1, $1::int)
  ), months as materialized (
    select *, '2022-0' || m as month from made cross join generate_series(1, 8) m
  )
  insert into events (position, stream, version, revision, type, data, topic, recorded_at, actor, hash)
  select nextval('event_position'), stream, 1, 1, type, data, topic, now(), 'bank-ccb', '\\x${hash}'
  from (
    select 'order-' || orderid as stream, 'PensionMonthsSettled' as type, 'ledger.events' as topic,
      json_build_object('personId', person, 'orderId', orderid, 'district', '370102', 'total', '5993.60',
        'paidAt', '2022-08-18T10:00:00.000+08:00', 'months', json_agg(json_build_object(
          'month', month, 'base', '3746.00', 'rate', '0.2', 'amount', '749.20',
          'parts', json_build_object('pooledFund', '449.52', 'personalAccount', '299.68')))) as data
    from months group by person, orderid
    union all
    select 'obligation-' || person || '-pension-' || month, 'PensionMonthPaid', null,
      json_build_object('personId', person, 'insurance', 'pension', 'month', month, 'orderId', orderid)
    from months
  ) as stored`;

const storePeople = async (url: string, people: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=payment' });
  await client.connect();
  try {
    for (let left = people; left > 0; left -= 20_000) await client.query(storeSql, [Math.min(20_000, left)]);
    // What is stored by hand is not for the relay.
    await client.query(`
      insert into relay (name, cursor, epoch) values ('payment', (select max(position) from events), 1)
      on conflict (name) do update set cursor = excluded.cursor, epoch = relay.epoch + 1`);
    await client.query('vacuum (analyze) events');
  } finally {
    await client.end();
  }
};

/** A true-up of eight months of everybody: found and summed, and then assessed person by person. */
export const trueUpBench: Bench = {
  names: ['true-up', 'true-up-rehearsal'],
  run: (settings) =>
    withPaymentService(undefined, async (url, _generator, _sketch, { port, tokens }) => {
      const people = Math.min(peopleMax, settings.seconds * peoplePerSecond);
      await storePeople(url, people);
      const call = async (token: string, method: string, path: string, body?: object): Promise<Run> => {
        const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'idempotency-key': randomUUID(),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as Run;
        if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
        return answer;
      };
      const { operator, secondOperator } = tokens;
      const began = performance.now();
      const { runId } = await call(operator, 'POST', '/true-ups/rehearsals', {
        insurance: 'pension',
        year: 2022,
      });
      const ended = async (status: string): Promise<Run> => {
        const run = await waitFor(
          async () => {
            const run = await call(operator, 'GET', `/true-ups/rehearsals/${runId}`);
            return run.status === status ? run : undefined;
          },
          { timeoutMs: patienceMs, everyMs: 500 },
        );
        if (run === undefined) throw new Error(`the run is not ${status}`);
        return run;
      };
      const rehearsed = await ended('rehearsed');
      const rehearsedAt = performance.now();
      const reason = { reason: 'bench' };
      const proposal = await call(operator, 'POST', `/true-ups/rehearsals/${runId}/activation`, reason);
      await call(secondOperator, 'POST', `/operations/payment/proposals/${proposal.proposalId}/approval`);
      const completed = await ended('completed');
      const completedAt = performance.now();
      if (completed.carriedOut?.people !== people) throw new Error(JSON.stringify(completed));
      const rate = (fromMs: number, toMs: number): number => round((people / (toMs - fromMs)) * 1000, 0);
      const detail = { people, months: people * 8, ...rehearsed.rehearsed };
      return [
        {
          name: 'true-up',
          value: rate(rehearsedAt, completedAt),
          unit: 'people/s',
          target: '≥ 300 people/s: a million in an hour',
          detail,
        },
        {
          name: 'true-up-rehearsal',
          value: rate(began, rehearsedAt),
          unit: 'people/s',
          target: '≥ 1,000 people/s: a million in a quarter of an hour',
          detail,
        },
      ];
    }),
};
