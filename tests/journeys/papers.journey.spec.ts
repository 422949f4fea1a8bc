import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

const { tokens, baseUrl } = credentials();
const may = '2022-05-18T10:00:00+08:00';
const [payer, stranger] = [tokens.payers[0]?.token, tokens.payers[2]?.token];

/** A file as a browser gets it. */
const fetched = async (path: string, token?: string) => {
  const response = await fetch(baseUrl + path, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
};

describe('the papers of a payment', () => {
  let personId: string;
  let receipt: Reply;
  let record: Reply;
  beforeAll(async () => {
    await setClock(may);
    const { personId: id, ...identity } = await enrolledPerson();
    personId = id;
    await call(payer, 'POST', '/v1/payers/me/beneficiaries', identity);
    const items = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
    const quoted = await eventually(
      () =>
        call(tokens.taxDesk, 'POST', '/v1/quotes', {
          personId,
          insurance: 'medical',
          months: ['2022-05'],
          items,
        }),
      ({ status }) => status === 201,
    );
    const paid = await call(tokens.taxDesk, 'POST', '/v1/collections', {
      quoteToken: quoted.body.token,
      channelTransactionNo: `T${randomUUID()}`,
      amount: '205.30',
      paidAt: may,
      method: 'card',
    });
    receipt = await call(tokens.taxDesk, 'GET', `/v1/receipts/${paid.body.receiptNo}`);
  });
  afterAll(() => setClock(null));

  it('are a receipt with its lines, the sum in words, and a masked name for the tax desk', () =>
    expect(receipt).toMatchObject({
      status: 200,
      body: {
        name: '测**',
        received: '205.30',
        receivedInWords: '贰佰零伍元叁角整',
        lines: [{ amount: '112.38' }, { amount: '74.92' }, { amount: '18.00' }],
      },
    }));

  it('are a page that prints and a PDF, under the same rights as the data', async () => {
    const path = `/v1/receipts/${receipt.body.receiptNo}`;
    const page = await fetched(`${path}.html`, tokens.taxDesk);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';style-src 'sha256-/);
    const html = page.body.toString();
    for (const text of ['社会保险费缴费凭证', '贰佰零伍元叁角整', '测**', receipt.body.code, '<svg'])
      expect(html).toContain(text);
    expect(html).not.toMatch(/<script|style=|src=|测试甲/);
    const pdf = await fetched(`${path}.pdf`, tokens.taxDesk);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.headers.get('cache-control')).toBe('no-store');
    for (const form of ['', '.html', '.pdf']) {
      expect((await fetched(path + form)).status).toBe(401);
      expect((await fetched(path + form, stranger)).status).toBe(404);
    }
  });

  it('are refused as a certificate before the money is in the treasury, in every form', async () => {
    for (const form of ['', '.html', '.pdf']) {
      const refused = await fetched(`/v1/certificates/${receipt.body.receiptNo}${form}`, payer);
      expect(refused.status).toBe(422);
      expect(JSON.parse(refused.body.toString()).code).toBe('not-in-treasury-yet');
    }
  });

  it('are a statement of the year with the full name for the payer who may act for the person', async () => {
    const path = `/v1/persons/${personId}/statements/2022`;
    const statement = await eventually(
      () => call(payer, 'GET', path),
      ({ status }) => status === 200,
    );
    expect(statement.body).toMatchObject({
      name: '测试甲',
      net: '205.30',
      receipts: [{ lines: [{}, {}, {}] }],
    });
    expect((await fetched(`${path}.pdf`, payer)).body.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await call(stranger, 'GET', path)).status).toBe(404);
  });

  it('are a record of the person over the years, as data, as a page and as a PDF, checked by its own code', async () => {
    const path = `/v1/persons/${personId}/contribution-record`;
    record = await eventually(
      () => call(payer, 'GET', path),
      ({ status, body }) =>
        status === 200 &&
        body.insurances.some((one: { insurance: string; counted: number }) => one.counted === 1),
    );
    expect(record.body).toMatchObject({ name: '测试甲', asOf: '2022-05-18' });
    const medical = record.body.insurances.find((one: { insurance: string }) => one.insurance === 'medical');
    expect(medical).toMatchObject({
      cumulative: { years: 0, months: 1 },
      amount: '205.30',
      personalAccount: '0.00',
    });
    expect((await call(tokens.taxDesk, 'GET', path)).body.name).toBe('测**');
    const page = await fetched(`${path}.html`, payer);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const text of ['社会保险费缴费记录', '0 年 1 个月', '<svg'])
      expect(page.body.toString()).toContain(text);
    const pdf = await fetched(`${path}.pdf?asOf=2022-05-18`, payer);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    for (const form of ['', '.html', '.pdf']) {
      expect((await fetched(path + form)).status).toBe(401);
      expect((await fetched(path + form, stranger)).status).toBe(404);
    }
    const { code, recordNo } = record.body;
    expect((await call(undefined, 'GET', `/v1/verify/${code}`)).body).toMatchObject({
      kind: 'record',
      state: 'valid',
      name: '测**',
      recordNo,
    });
    const checked = await fetched(`/verify/${code}`);
    expect(checked.status).toBe(200);
    expect(checked.body.toString()).toContain(recordNo);
    const forged = code.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    expect((await fetched(`/verify/${forged}`)).status).toBe(404);
  });

  it('are checked by anybody, by code, with the name masked; a changed code is none', async () => {
    const { code } = receipt.body;
    expect((await call(undefined, 'GET', `/v1/verify/${code}`)).body).toMatchObject({
      kind: 'receipt',
      name: '测**',
      total: '205.30',
    });
    const page = await fetched(`/verify/${code}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(page.body.toString()).toContain('贰佰零伍元叁角整');
    const changed = code.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    expect((await call(undefined, 'GET', `/v1/verify/${changed}`)).body.code).toBe('paper-not-genuine');
    const none = await fetched(`/verify?code=${changed}`);
    expect(none.status).toBe(404);
    expect(none.body.toString()).toContain('伪造');
    expect((await fetched('/verify')).body.toString()).toContain('<form');
  });

  it('say so after the payment was reversed, also those that were printed before', async () => {
    await call(tokens.taxDesk, 'POST', `/v1/collections/${receipt.body.channelTransactionNo}/reversal`, {});
    expect((await call(undefined, 'GET', `/v1/verify/${receipt.body.code}`)).body.state).toBe('reversed');
    expect((await fetched(`/verify/${receipt.body.code}`)).body.toString()).toContain('已冲正');
    const checked = await eventually(
      () => call(undefined, 'GET', `/v1/verify/${record.body.code}`),
      ({ body }) => body.state === 'changed',
    );
    expect(checked.body.state).toBe('changed');
  });

  it('do not hold up other calls while many are printed', async () => {
    const path = `/v1/receipts/${receipt.body.receiptNo}.pdf`;
    const printing = Promise.all(Array.from({ length: 20 }, () => fetched(path, tokens.operator)));
    const state = { isDone: false, longestMs: 0 };
    void printing.finally(() => (state.isDone = true));
    while (!state.isDone) {
      const began = performance.now();
      await fetch(`${baseUrl}/health/live`);
      state.longestMs = Math.max(state.longestMs, performance.now() - began);
    }
    const printed = await printing;
    expect(printed.every(({ status }) => status === 200)).toBe(true);
    process.stdout.write(`20 papers printed; the longest other call took ${state.longestMs.toFixed(0)} ms\n`);
    expect(state.longestMs).toBeLessThan(2000);
  });
});
