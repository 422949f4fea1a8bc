import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { differenceClasses } from '@canbao/domain-reconciliation';
import { fromFen, toFen, yuan } from '@canbao/money';
import { waitFor } from '@canbao/runtime';
import { checkDigitOf } from '@canbao/vocabulary';
import { Stage } from './stage';

/** What `npm start` writes for those who try it out. */
export interface Credentials {
  readonly baseUrl: string;
  readonly tokens: {
    readonly hrss: string;
    readonly medicalBureau: string;
    readonly taxDesk: string;
    readonly operator: string;
    readonly secondOperator: string;
    readonly auditor: string;
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly name: string; readonly channel: string; readonly token: string }[];
  };
}

/** Huaiyin: every bank takes money there (guide G2.1.3). */
const district = '370104';
/** So long something may take on a machine with other work, in ms. */
const patienceMs = 90_000;
/** How often somebody who is busy is asked again, and after how many ms. */
const [busyMax, busyMs] = [20, 500];
const shanghai = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, -1);

/** An answer as the wire gives it. */
export interface Reply {
  readonly status: number;
  readonly body: any;
}

/** Something is not as it must be: the sentence says what. */
export class Difference extends Error {}

/** @throws Difference with the sentence, and what was found, unless it holds. */
export const must = (holds: boolean, sentence: string, found?: unknown): void => {
  if (!holds)
    throw new Difference(
      found === undefined ? sentence : `${sentence}; found ${JSON.stringify(found).slice(0, 300)}`,
    );
};

/** Stands outside the system: calls the portal, and does what people do at the sandbox's counterparts. */
export class Rig {
  readonly tokens: Credentials['tokens'];
  /** The sandbox's clock, for channels that are played at the same time. */
  readonly stage = new Stage((ms) => this.clock(`${shanghai(ms)}+08:00`));

  constructor(private readonly credentials: Credentials) {
    this.tokens = credentials.tokens;
  }

  /** Every POST has an idempotency key of its own; who is busy is asked again under it, as clients do. */
  async call(
    token: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Reply> {
    const request = {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(body === undefined
        ? {}
        : { body: type === 'application/json' ? JSON.stringify(body) : (body as string) }),
    };
    for (let left = busyMax; ; left -= 1) {
      const response = await fetch(this.credentials.baseUrl + path, request);
      const text = await response.text();
      const isBusy = response.status === 503 || response.status === 429;
      if (!isBusy || left === 0)
        return { status: response.status, body: /^[{[]/.test(text) ? JSON.parse(text) : text };
      await pause(busyMs);
    }
  }

  /** A file as it is. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(this.credentials.baseUrl + path);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Sends a file as it is. */
  async upload(token: string, path: string, file: Uint8Array): Promise<Reply> {
    const response = await fetch(this.credentials.baseUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body: Buffer.from(file),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Asks until the answer satisfies. @throws Difference with the sentence when it never does. */
  async until(
    sentence: string,
    ask: () => Promise<Reply>,
    isDone: (body: any) => boolean,
    timeoutMs = patienceMs,
  ): Promise<any> {
    let last = await ask();
    await waitFor(
      async () => {
        if (!isDone(last.body)) last = await ask();
        return isDone(last.body) ? true : undefined;
      },
      { timeoutMs, everyMs: 200 },
    );
    must(isDone(last.body), sentence, last.body);
    return last.body;
  }

  /** Looks until it is there. @throws Difference with the sentence when it never is. */
  async untilHas<Found>(sentence: string, look: () => Promise<Found | undefined>): Promise<Found> {
    let found: Found | undefined;
    const isThere = async (): Promise<true | undefined> => {
      found = await look();
      return found === undefined ? undefined : true;
    };
    await waitFor(isThere, { timeoutMs: patienceMs, everyMs: 500 });
    if (found === undefined) throw new Difference(sentence);
    return found;
  }

  /** The cases of a channel's day that its matching has opened. */
  async cases(channel: string, day: string): Promise<readonly any[]> {
    const all: any[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: string = cursor === '' ? '' : `?cursor=${cursor}`;
      const { body } = await this.call(this.tokens.operator, 'GET', `/v1/cases${query}`);
      all.push(...body.items);
      cursor = body.nextCursor;
    }
    const isOfMatching = ({ kind }: any): boolean => differenceClasses.some((each) => each === kind);
    return all.filter((one) => isOfMatching(one) && one.channel === channel && one.day === day);
  }

  /** The channels of a day's report. */
  async reported(day: string): Promise<readonly any[]> {
    return (await this.call(this.tokens.auditor, 'GET', `/v1/reports/days/${day}`)).body.channels;
  }

  /** A counterpart of the sandbox, as its customers use it. */
  outside(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.call(undefined, method, `/sandbox/channels${path}`, body);
  }

  /** What goes wrong next at a counterpart. */
  async fault(counterpart: string, mode: string, order?: string, times = 1): Promise<void> {
    const { status, body } = await this.outside('PUT', '/faults', { counterpart, mode, times, order });
    must(status === 200, `the fault ${mode} is on the menu of ${counterpart}`, body);
  }

  /** Returns once everything follows. */
  async clock(now: string | null): Promise<void> {
    await this.call(undefined, 'PUT', '/sandbox/clock', { now });
  }

  /** A new person of the district who is in both insurances; a payer may act for them where one is given. */
  async person(payer?: string): Promise<string> {
    const identity = { idNumber: madeUpIdentityNumber(), name: '测试甲' };
    const { hrss, medicalBureau } = this.tokens;
    const { personId } = (await this.call(hrss, 'POST', '/v1/persons', identity)).body;
    const enrolment = { district, from: '2020-01-01' };
    await this.call(hrss, 'PUT', `/v1/persons/${personId}/enrolments/pension`, enrolment);
    await this.call(medicalBureau, 'PUT', `/v1/persons/${personId}/enrolments/medical`, {
      ...enrolment,
      scheme: 'pooled',
    });
    if (payer !== undefined) await this.call(payer, 'POST', '/v1/payers/me/beneficiaries', identity);
    return personId;
  }

  /** 1,000.00 yuan of pension for a month. */
  async quote(token: string, personId: string, month: string): Promise<any> {
    return this.until(
      'a quote is given',
      () =>
        this.call(token, 'POST', '/v1/quotes', {
          personId,
          insurance: 'pension',
          months: [month],
          base: '5000.00',
        }),
      ({ total }) => total === '1000.00',
    );
  }

  /** Fen by account, debit above zero. @throws Difference when the trial balance is not zero. */
  async balances(): Promise<ReadonlyMap<string, bigint>> {
    const { body } = await this.call(this.tokens.auditor, 'GET', '/v1/ledger/trial-balance');
    must(body.total === '0.00', 'the trial balance is zero', body.total);
    return new Map(body.accounts.map(({ code, balance }: any) => [code, toFen(yuan(balance))] as const));
  }
}

/** Yuan of fen, for people. */
export const yuanOf = (fen: bigint): string => fromFen(fen);

/** A number that passes GB 11643, made at run time: the repository contains none. */
const madeUpIdentityNumber = (): string => {
  const body = `37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  return body + checkDigitOf(body);
};
