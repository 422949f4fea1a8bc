import { call, credentials, eventually, madeUpIdentityNumber, setClock } from '@canbao/test-journeys/stack';
import {
  beneficiary,
  declare,
  ordersOf,
  payerOf,
  sees,
  signedIn,
  tap,
  toCashier,
  toCheck,
  visit as goTo,
} from './payer';
import { inBrowser, passes } from './visit';

const may = '2022-05-18T10:00:00+08:00';

inBrowser('a payer', (visit) => {
  beforeAll(() => setClock(may));
  afterAll(() => setClock(null));

  it('pays a pension month: from choosing the person to the result and the receipt', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await page.goto('/pay/');
    await page.getByRole('button', { name: /人社自主申报/ }).click();
    await sees(page, '为谁缴费');
    await page.getByRole('button', { name: '移除人员' }).waitFor();
    await passes(page, 'payer-people');
    await declare(page, 'pension', person);
    await page.fill('#base', '3746');
    await sees(page, '¥749.20');
    await passes(page, 'payer-declare');
    await tap(page, '缴费');
    await sees(page, '继续后，所填基数即作为您登记的缴费基数');
    await passes(page, 'payer-base-warning');
    await tap(page, '确定，继续');
    await sees(page, '2022年5月 · 3,746.00 × 20%');
    await passes(page, 'payer-check');
    await toCashier(page);
    await passes(page, 'payer-cashier');
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    await passes(page, 'payer-result');
    await tap(page, '查看收据');
    await sees(page, '电子收据（PDF）');
    await passes(page, 'payer-order');
    const download = page.waitForEvent('download');
    await tap(page, '电子收据（PDF）');
    expect((await download).suggestedFilename()).toMatch(/^SD2022.*\.pdf$/);
    visit().mayHappen(/certificates\/SD/);
    await tap(page, '缴费证明（PDF）');
    await sees(page, /尚未入库/);
    expect(await ordersOf(person.personId)).toMatchObject([{ status: 'paid', total: '749.20' }]);
  });

  it('adds somebody else, whose name has a dot and rare characters; mistakes are told beside the field', async () => {
    const { tokens } = credentials();
    const [idNumber, name] = [madeUpIdentityNumber(), '买买提·㐂𠮷'];
    const { body } = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
    await call(tokens.hrss, 'PUT', `/v1/persons/${body.personId}/enrolments/pension`, {
      district: '370102',
      from: '2020-01-01',
    });
    const page = await signedIn(visit());
    await goTo(page, 'people/index?insurance=pension');
    await tap(page, '＋ 增加人员（可为他人代缴）');
    await page.fill('#name', idNumber);
    expect(await page.textContent('#name-said')).toContain('不能以数字开头');
    await tap(page, '下一步');
    expect(await page.textContent('#idNumber-said')).toContain('请填写身份证号码');
    expect(await page.inputValue('#name')).toBe(idNumber);
    await page.fill('#name', '买买提•㐂𠮷');
    await page.fill('#idNumber', idNumber.slice(0, 17));
    await tap(page, '下一步');
    expect(await page.textContent('#idNumber-said')).toContain('18位');
    await page.fill(
      '#idNumber',
      `${idNumber.slice(0, 16)}${idNumber[16] === '1' ? '2' : '1'}${idNumber[17]}`,
    );
    await tap(page, '下一步');
    expect(await page.textContent('#idNumber-said')).toContain('校验位不符');
    expect(await page.inputValue('#name')).toBe('买买提•㐂𠮷');
    await page.fill('#idNumber', `${idNumber.slice(0, 6)} ${idNumber.slice(6)}`.toLowerCase());
    await tap(page, '下一步');
    await sees(page, '费款所属期');
    await sees(page, '买*****');
  });

  it('takes somebody off the list, after a question', async () => {
    const { personId } = await beneficiary({}, 1);
    const page = await signedIn(visit(), 'phone', 1);
    const listed = async (): Promise<string[]> => {
      const { body } = await call(payerOf(1).token, 'GET', '/v1/payers/me/beneficiaries');
      return body.items.map((one: { personId: string }) => one.personId);
    };
    await goTo(page, 'people/index?insurance=pension');
    await tap(page, '移除人员');
    await page
      .getByRole('button', { name: /^移除 / })
      .nth((await listed()).indexOf(personId))
      .click();
    await sees(page, '已缴的费用和记录不受影响');
    await passes(page, 'payer-remove');
    const answer = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await tap(page, '确定移除');
    expect((await answer).status()).toBe(204);
    expect(await listed()).not.toContain(personId);
    await tap(page, '完成');
  });

  it('pays a pooled month: its three items tick together, and say why', async () => {
    const person = await beneficiary({ scheme: 'pooled' });
    const page = await signedIn(visit(), 'desktop');
    await declare(page, 'medical', person);
    const boxes = page.locator('.check-box');
    await sees(page, /漏缴其中一项，医保部门无法正常记账/);
    expect(await boxes.count()).toBe(3);
    await boxes.nth(1).uncheck();
    expect([await boxes.nth(0).isChecked(), await boxes.nth(2).isChecked()]).toEqual([false, false]);
    await tap(page, '缴费');
    await sees(page, '请勾选险种。');
    await boxes.nth(2).check();
    await sees(page, '¥205.30');
    await passes(page, 'payer-pooled');
    await toCheck(page);
    await passes(page, 'payer-pooled-check');
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    await passes(page, 'payer-pooled-result');
  });

  it('pays a month of the combined scheme by Alipay', async () => {
    const person = await beneficiary({ scheme: 'with-account' }, 1);
    const page = await signedIn(visit(), 'phone', 1);
    await declare(page, 'medical', person);
    await sees(page, '灵活就业人员基本医疗保险（统账结合）');
    await sees(page, '¥337.14');
    await toCheck(page);
    await toCashier(page);
    await sees(page, '支付宝');
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
  });

  it('who fills in a base and does not pay has changed the registered base, and was warned', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await sees(page, '目前没有登记缴费基数。');
    await page.fill('#base', '6000');
    await tap(page, '缴费');
    await tap(page, '再想想');
    const base = () => call(payerOf(0).token, 'GET', `/v1/persons/${person.personId}/pension-base`);
    expect((await base()).status).toBe(404);
    await toCheck(page, '6000');
    expect((await base()).body.base).toBe('6000.00');
    await declare(page, 'pension', person);
    await sees(page, /目前登记：6,000.00 元/);
    expect(await page.inputValue('#base')).toBe('6000');
  });

  it('sees why a month cannot be paid, and pays what the agency has pushed with its late fee', async () => {
    const person = await beneficiary({ scheme: 'pooled' });
    const page = await signedIn(visit());
    await declare(page, 'medical', person);
    await page.getByRole('button', { name: /2022年3月/ }).click();
    await sees(page, '需经办机构推送补缴数据');
    await sees(page, /指南 G3.3.2.1/);
    const items = [
      { item: 'pooled-unit', amount: '112.38' },
      { item: 'pooled-personal', amount: '74.92' },
      { item: 'mutual-aid', amount: '18.00' },
    ];
    const months = [{ month: '2022-03', lateFee: '5.13', items }];
    await eventually(
      () =>
        call(credentials().tokens.agency, 'POST', '/v1/back-pay-bills', {
          personId: person.personId,
          months,
          total: '210.43',
        }),
      ({ status }) => status === 201,
    );
    await declare(page, 'medical', person);
    await page.selectOption('#from', '2022-03');
    await page.selectOption('#to', '2022-03');
    await sees(page, '¥210.43');
    await sees(page, '滞纳金');
    await toCheck(page);
    await sees(page, '5.13');
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
  });

  it('pays a deferred month of 2022 in 2023, on the limits of 2023', async () => {
    await setClock('2023-09-10T10:00:00+08:00');
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await page.selectOption('#from', '2022-03');
    await page.selectOption('#to', '2022-03');
    await sees(page, '缓缴');
    await page.fill('#base', '3746');
    await sees(page, /不能低于下限 4,242.00 元/);
    await toCheck(page, '4242');
    await sees(page, '2022年3月 · 4,242.00 × 20%');
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    await setClock(may);
  });
});
