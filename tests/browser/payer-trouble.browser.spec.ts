import { call, setClock } from '@canbao/test-journeys/stack';
import { beneficiary, declare, ordersOf, payerOf, sees, signedIn, tap, toCashier, toCheck } from './payer';
import { inBrowser, passes } from './visit';

const may = '2022-05-18T10:00:00+08:00';

inBrowser('a payer in trouble', (visit) => {
  beforeEach(() => setClock(may));
  afterAll(() => setClock(null));

  it('opens one order by a double click', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await page.getByRole('button', { name: '确认缴费' }).dblclick();
    await page.waitForURL(/\/sandbox\/cashier\//);
    expect(await ordersOf(person.personId)).toHaveLength(1);
  });

  it('goes back from the cashier to the state of the order, and on to the same payment', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await toCashier(page);
    await page.goBack();
    await sees(page, '待支付');
    await passes(page, 'payer-waiting');
    await tap(page, '继续支付');
    await page.waitForURL(/\/sandbox\/cashier\//);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    expect(await ordersOf(person.personId)).toHaveLength(1);
  });

  it('gives an order up, and may begin anew', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await toCashier(page);
    await tap(page, '取消支付');
    await tap(page, '不缴了，取消订单');
    await sees(page, '订单已关闭');
    expect(await ordersOf(person.personId)).toMatchObject([{ status: 'closed' }]);
  });

  it('learns the result after the connection was gone', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    visit().mayHappen(/ERR_INTERNET_DISCONNECTED/);
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await toCashier(page);
    await tap(page, '取消支付');
    await sees(page, '待支付');
    await page.context().setOffline(true);
    await sees(page, /网络已断开，正在自动重试/);
    const [order] = (await ordersOf(person.personId)) as unknown as [{ orderId: string }];
    const number = order.orderId.replaceAll('-', '');
    await call(undefined, 'POST', `/sandbox/channels/wechat/orders/${number}/payment`, {});
    await page.context().setOffline(false);
    await sees(page, '缴费成功');
  });

  it.each([
    ['has taken the money', '已扣款，收银台断线', '缴费成功'],
    ['has not', '未扣款，收银台超时', '待支付'],
  ])('finds out how it stands when the cashier is silent and %s', async (_, outcome, state) => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    visit().mayHappen(/status of 504/);
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await toCashier(page);
    await tap(page, outcome);
    await sees(page, /支付结果未知/);
    await page.getByRole('link', { name: '返回商户' }).click();
    await sees(page, state);
  });

  it('is told in a second tab that the month is being paid in the first', async () => {
    const person = await beneficiary();
    const first = await signedIn(visit());
    visit().mayHappen(/status of 409/);
    await declare(first, 'pension', person);
    await toCheck(first, '3746');
    const second = await first.context().newPage();
    await declare(second, 'pension', person);
    await tap(second, '缴费');
    await second.getByRole('button', { name: '确认缴费' }).waitFor();
    await toCashier(first);
    await tap(second, '确认缴费');
    await sees(second, /正在其他渠道缴费/);
    expect(await ordersOf(person.personId)).toHaveLength(1);
  });

  it('has a stale quote computed anew, and confirms again before anything is ordered', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    visit().mayHappen(/status of (409|422)/);
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await setClock('2022-05-18T23:30:00+08:00');
    await tap(page, '确认缴费');
    await sees(page, /请再次确认/);
    expect(await ordersOf(person.personId)).toEqual([]);
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
  });

  it('is told that the limits have changed between quote and order, and finds the form as it was', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    visit().mayHappen(/status of (409|422)/);
    await declare(page, 'pension', person);
    await page.selectOption('#from', '2022-03');
    await toCheck(page, '3746');
    await setClock('2022-09-15T10:00:00+08:00');
    await tap(page, '确认缴费');
    await sees(page, /下限/);
    expect(await ordersOf(person.personId)).toEqual([]);
    await declare(page, 'pension', person);
    expect(await page.inputValue('#base')).toBe('3746');
    expect(await page.inputValue('#from')).toBe('2022-03');
    expect(await page.textContent('#base-said')).toContain('不能低于下限 3,980.00');
  });

  it('keeps what was typed when the sign-in ends in the middle of the form', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    visit().mayHappen(/status of 401/);
    await declare(page, 'pension', person);
    await page.fill('#base', '5123');
    await page.evaluate(`localStorage.setItem('canbao.session',
      localStorage.getItem('canbao.session').replace(/token[^,]*,/, 'token\\\\":\\\\"gone\\\\",'))`);
    await page.reload();
    await sees(page, /登录已过期，请重新登录/);
    await page.evaluate("localStorage.removeItem('canbao.session')");
    await declare(page, 'pension', person);
    expect(await page.inputValue('#base')).toBe('5123');
  });

  it.each([
    ['3745', '不能低于下限 3,746.00'],
    ['18727', '不能高于上限 18,726.00'],
    ['五千', '请填写数字'],
    ['4000.5', '整数倍'],
  ])(
    'reads beside the field what is wrong with a base of %s, and no quote is asked for',
    async (typed, said) => {
      const person = await beneficiary();
      const page = await signedIn(visit());
      await declare(page, 'pension', person);
      await page.fill('#base', typed);
      await tap(page, '缴费');
      expect(await page.textContent('#base-said')).toContain(said);
      expect(await page.inputValue('#base')).toBe(typed);
      const { status } = await call(payerOf(0).token, 'GET', `/v1/persons/${person.personId}/pension-base`);
      expect(status).toBe(404);
    },
  );
});
