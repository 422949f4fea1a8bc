import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { day as dayOf, instant } from '@canbao/calendar';
import { dialectOf, writeDayFile } from '@canbao/channels';
import { yuan } from '@canbao/money';
import { call, credentials, enrolledPerson, eventually } from '@canbao/test-journeys/stack';
import { signInAs } from './console';
import { approve, openUntil, operator, paid, second, tokens, yesterday } from './operations';
import { beneficiary, declare, payerOf, sees, signedIn, tap, toCashier, toCheck } from './payer';
import { inBrowser, passes } from './visit';

/** Runs statements as whoever owns the database: what befalls it from outside. */
const inDatabase = async (statements: string): Promise<void> => {
  const client = new Client({ connectionString: credentials().postgres.url });
  await client.connect();
  await client.query(statements);
  await client.end();
};

inBrowser('operations, from the break to the end of it', (visit) => {
  beforeEach(() => visit().mayHappen(/Failed to load resource/));

  it('a day end finds another amount at the bank; it is closed with its proof, by two', async () => {
    const day = await yesterday();
    const { channelTransactionNo, orderId } = await paid(undefined, `${day}T15:00:00.000+08:00`);
    const theirs = {
      kind: 'payment' as const,
      orderNo: '',
      transactionNo: channelTransactionNo,
      amount: yuan('900.00'),
      at: instant(`${day}T15:00:00.000+08:00`),
      status: 'paid' as const,
    };
    const file = writeDayFile({ institution: 'ccb', day: dayOf(day), dialect: dialectOf('ccb') }, [theirs]);
    const sent = await call(
      tokens().banks['ccb'],
      'POST',
      `/v1/channel-statements/ccb/${day}`,
      file.toString(),
      { 'content-type': 'text/plain' },
    );
    expect(sent.status).toBe(200);
    const [one, two] = [await operator(visit()), await operator(visit(), second)];
    await openUntil(one, `day-end/ccb/${day}`, channelTransactionNo);
    await passes(one, 'operations-channel-day');
    const row = one.getByRole('row').filter({ hasText: channelTransactionNo });
    expect(await row.textContent()).toContain('金额不符');
    await row.getByRole('link', { name: '案件' }).click();
    await one.getByText('渠道与我方记的金额不同').waitFor();
    // Only what can prove it is offered.
    const reference = `TZ-${randomUUID().slice(0, 8)}`;
    await one.getByLabel('凭据种类').click();
    expect(await one.getByTitle('经办机构答复').count()).toBe(0);
    await one.getByTitle('调账单').click();
    await one.getByLabel('凭据号').fill(reference);
    await one.getByLabel('理由').fill('银行回函：当日未入账，已调账');
    await one.getByRole('button', { name: '提请结案' }).click();
    await one.getByText('等待另一名操作员复核').waitFor();
    await approve(two, reference);
    await one.reload();
    await one.getByText('已结').first().waitFor();
    await one.getByText(`调账单 ${reference}`).waitFor();
    await one.goto(`/console/operations/find?number=${orderId}`);
    await one.getByRole('link', { name: '查看全程' }).click();
    await one.getByRole('link', { name: '金额不符' }).waitFor();
    await one.goto(`/console/operations/day-end/ccb/${day}`);
    await one.getByRole('row').filter({ hasText: channelTransactionNo }).getByText('已解释').waitFor();
  });

  it('a parked event is released with a second operator once its cause is gone', async () => {
    const { personId } = await enrolledPerson();
    const { hrss, operator: token } = tokens();
    await eventually(
      () => call(tokens().banks['ccb'], 'GET', `/v1/persons/${personId}/payables?insurance=pension`),
      ({ body }) => (body.items ?? []).length > 0,
      60_000,
    );
    // A table that refuses this one person, as a disk or a hasty change of the database would.
    await inDatabase(`
      create function assessment.refuse_one() returns trigger language plpgsql as $$ begin
        raise exception 'refused by the spec'; end $$;
      create trigger refuse_one before insert on assessment.events for each row
        when (new.stream like '%${personId}%') execute function assessment.refuse_one()`);
    const parked = async (): Promise<unknown[]> =>
      (await call(token, 'GET', '/v1/operations/assessment/parked-keys')).body.items.filter(
        ({ key }: { key: string }) => key.includes(personId),
      );
    try {
      const moved = { district: '370104', from: '2026-01-01' };
      const path = `/v1/persons/${personId}/enrolments/pension`;
      expect((await call(hrss, 'PUT', path, moved)).status).toBe(200);
      await eventually(parked, (keys) => keys.length === 1, 90_000);
    } finally {
      await inDatabase(`drop trigger refuse_one on assessment.events; drop function assessment.refuse_one()`);
    }
    const [one, two] = [await operator(visit()), await operator(visit(), second)];
    await openUntil(one, 'parked', personId);
    await passes(one, 'operations-parked-one');
    const card = one.locator('li.row-card').filter({ hasText: personId });
    const ticket = `GD-${randomUUID().slice(0, 8)}`;
    await card.getByLabel('工单号').fill(ticket);
    await card.getByRole('button', { name: '提请恢复处理' }).click();
    await one.getByText('已提请恢复').waitFor();
    await approve(two, ticket);
    expect(await parked()).toEqual([]);
    await one.goto('/console/operations/parked');
    await one.getByText('没有搁置的事件').waitFor();
  });

  it('a refund goes from the payer over two reviews back to the wallet, and the payer is told', async () => {
    const person = await beneficiary();
    const payer = await signedIn(visit());
    await declare(payer, 'pension', person);
    await toCheck(payer, '5000');
    await toCashier(payer);
    await tap(payer, '立即支付');
    await sees(payer, '缴费成功');
    const { token } = payerOf(0);
    const [order] = (await call(token, 'GET', '/v1/orders')).body.items.filter(
      ({ personId }: { personId: string }) => personId === person.personId,
    );
    await payer.goto('about:blank');
    await payer.goto(`/pay/#/pages/order/index?order=${order.orderId}`);
    await tap(payer, '申请退费');
    await payer.getByText('缴错（月份、险种或人员有误）').click();
    await tap(payer, '提交申请');
    await sees(payer, '待税务初审');
    const { body } = await call(token, 'GET', '/v1/refunds');
    const { refundId } = body.items.find((each: any) =>
      each.ways.some((way: any) => way.orderId === order.orderId),
    );

    const tax = await operator(visit());
    await tax.goto(`/console/operations/refunds/${refundId}`);
    await tax.getByRole('button', { name: '初审通过' }).click();
    await tax.getByText('待复审').waitFor();
    const bureau = await visit().page();
    await signInAs(bureau, '经办 尤静');
    await bureau.goto('/console/counter-refunds');
    const due = bureau.getByRole('button', { name: '审核通过' });
    await due.first().waitFor();
    // Those of other specs wait here, too: this one is the latest.
    await due.first().click();

    await openUntil(tax, `refunds/${refundId}`, '退款完成');
    for (const said of ['申请退费', '退费初审通过', '退费复审通过', '经办机构已销账，可退'])
      await tax.getByText(said, { exact: true }).first().waitFor();
    await passes(tax, 'operations-refund-done');
    await payer.reload();
    await sees(payer, '已退费');
    // Found again by the number under which the money went, it is where it is.
    await tax.goto(`/console/operations/find?number=${refundId.replaceAll('-', '')}-1-1`);
    await tax.locator('article.row-card').getByText('已退费').waitFor();
  });

  it('finds a quote, an identity number for a reason, and who has read the person’s data', async () => {
    const { personId, idNumber, quoteId, orderId } = await paid();
    const page = await operator(visit());
    await eventually(
      () => call(tokens().operator, 'POST', '/v1/searches', { number: quoteId }),
      ({ body }) => body.items.length === 1,
      60_000,
    );
    await page.goto('/console/operations/find');
    const field = page.getByLabel('号码', { exact: true });
    await field.fill(quoteId);
    await page.keyboard.press('Enter');
    await page.locator('article.row-card').getByText('核定单号').waitFor();
    await field.fill(idNumber);
    await page.keyboard.press('Enter');
    await page.getByLabel(/按身份证号码查找的理由/).fill('工单 2026-118，核对到账');
    await page.getByRole('button', { name: '查找此人' }).click();
    await page.locator('article.row-card').getByText('参保人编号').first().waitFor();
    expect(page.url()).not.toContain(idNumber);
    expect(await page.locator('main').textContent()).not.toContain(idNumber);
    await page.locator(`a[href$="${orderId}"]`).waitFor();
    await page.getByRole('link', { name: '谁看过' }).click();
    const row = page.getByRole('row').filter({ hasText: '工单 2026-118，核对到账' });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/运营 operator.*姓名.*柜面按证件号码查找/);
    expect(page.url()).toContain(personId);
    await passes(page, 'operations-readings-of-person');
  });

  it('exports entries, and the export stands in the record of who took what', async () => {
    await paid();
    const page = await operator(visit());
    await page.goto('/console/operations/ledger');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出 CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^分录-全部-.*\.csv$/);
    await page.goto('/console/operations/readings');
    await page.getByText('全部记录').click();
    await page.getByText('缴费', { exact: true }).click();
    await page.getByRole('cell', { name: '导出分录' }).first().waitFor();
  });

  it('what is approved in two tabs at once is done once', async () => {
    const { orderId } = await paid('999.00');
    const { operator: token } = tokens();
    const line = await eventually(
      async () =>
        (await call(token, 'GET', '/v1/suspense?status=open')).body.items.find(
          (each: { orderId: string }) => each.orderId === orderId,
        ),
      (found) => found !== undefined,
      60_000,
    );
    const purpose = `GD-${randomUUID().slice(0, 8)}`;
    const proposed = await call(token, 'POST', `/v1/suspense/${line.lineId}/resolution`, {
      way: 'back',
      purpose,
    });
    expect(proposed.status).toBe(202);
    const tabs = [await operator(visit(), second), await operator(visit(), second)];
    for (const tab of tabs) await openUntil(tab, 'approvals', purpose);
    const buttons = tabs.map((tab) =>
      tab
        .locator('li.row-card')
        .filter({ hasText: purpose })
        .getByRole('button', { name: /通\s*过/ }),
    );
    await Promise.all(buttons.map((button) => button.click()));
    for (const tab of tabs)
      await tab
        .locator('li.row-card')
        .filter({ hasText: purpose })
        .getByText('已办结', { exact: true })
        .first()
        .waitFor();
    const { body } = await call(token, 'GET', '/v1/refunds');
    const back = body.items.filter(({ ways }: { ways: { orderId: string }[] }) =>
      ways.some((way) => way.orderId === orderId),
    );
    expect(back).toHaveLength(1);
  });

  it('a rehearsal goes on while nobody looks, and is found again by somebody else', async () => {
    const runs = async (): Promise<unknown[]> =>
      (await call(tokens().operator, 'GET', '/v1/true-ups/rehearsals')).body.items;
    const before = (await runs()).length;
    const one = await operator(visit());
    await one.goto('/console/operations/true-ups');
    await one.getByRole('button', { name: '开始试算' }).click();
    await eventually(runs, (items) => items.length === before + 1);
    await one.close();
    const two = await operator(visit(), second);
    await two.goto('/console/operations/true-ups');
    const list = two.getByRole('list', { name: '试算' }).locator('section');
    await list.first().getByText('试算完成').waitFor({ timeout: 60_000 });
    expect(await list.count()).toBe(before + 1);
  });
});
