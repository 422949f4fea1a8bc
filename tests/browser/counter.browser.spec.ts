import {
  call,
  credentials,
  enrolledPerson,
  madeUpIdentityNumber,
  setClock,
} from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { enter, find, settled, signInAs } from './console';
import { paid, yesterday } from './operations';
import { inBrowser, passes, type Visits } from './visit';

const teller = '柜员 冯春华';
const confirmed = '已收妥，记账';

/** Finds somebody, has the amount of this month computed, and comes as far as the question of the money. */
const quoted = async (page: Page, idNumber: string, base = '5000'): Promise<void> => {
  await find(page, idNumber);
  await page.getByLabel(/月缴费基数/).fill(base);
  await page.keyboard.press('F8');
  await page.getByText('¥1000.00').waitFor();
};

inBrowser('the counter', (visit) => {
  const counter = async (who = teller): Promise<Page> => {
    const visits: Visits = visit();
    // A person without a registered base is answered with 404, refusals with 4xx: Chromium writes it down.
    visits.mayHappen(/Failed to load resource/);
    const page = await visits.page();
    await signInAs(page, who);
    return page;
  };

  it('tells what may be paid and why not', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await counter();
    await find(page, idNumber);
    await page.getByText('以后月份不能预缴').waitFor();
    await passes(page, 'counter-payables');
    await page.keyboard.press('Alt+2');
    await page.getByText('需经办机构推送补缴数据').first().waitFor();
    await page.getByText('单建统筹的三项须一并缴纳').waitFor();
    await passes(page, 'counter-medical');
  });

  it('tells beside the field what is wrong with a number, and keeps it', async () => {
    const page = await counter();
    const { idNumber } = await enrolledPerson();
    const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('0') ? '1' : '0');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(wrong);
    await page.keyboard.press('Enter');
    await page.getByText('校验码不符').waitFor();
    expect(await page.getByLabel('证件号码').inputValue()).toBe(wrong);
    await page.getByLabel('证件号码').fill(madeUpIdentityNumber());
    await page.keyboard.press('Enter');
    await page.getByText('未找到该号码的参保登记').waitFor();
    const elsewhere = await enrolledPerson({ district: '370104' });
    await page.getByLabel('证件号码').fill(elsewhere.idNumber);
    await page.keyboard.press('Enter');
    await page.getByText('参保地：槐荫区').waitFor();
  });

  it('takes money by keyboard alone, once for two clicks, and reverses it on the day', async () => {
    const { personId, idNumber } = await enrolledPerson();
    const page = await counter();
    await find(page, idNumber);
    await page.getByLabel(/月缴费基数/).fill('100');
    await page.keyboard.press('F8');
    await page.getByText('缴费基数不能低于').waitFor();
    await quoted(page, idNumber);
    await page.keyboard.press('F9');
    await page.getByRole('button', { name: confirmed }).dblclick();
    await page.getByText('缴费成功').waitFor();
    await passes(page, 'counter-result');
    await page.getByRole('button', { name: '冲正或退费' }).click();
    await page.getByText('壹仟元整').waitFor();
    await passes(page, 'receipt');
    const payments = await call(
      credentials().tokens.taxDesk,
      'GET',
      `/v1/persons/${personId}/statements/${new Date().getFullYear()}`,
    );
    expect(payments.body.receipts).toHaveLength(1);
    await page.getByRole('button', { name: '当日冲正' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /冲\s?正/ })
      .click();
    await page.getByText('已冲正', { exact: true }).first().waitFor();
  });

  it('books a collection once whose answer was lost, though its tab was closed', async () => {
    const { idNumber, personId } = await enrolledPerson();
    const page = await counter();
    await quoted(page, idNumber);
    let lost = 0;
    await page.route('**/v1/collections', async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: confirmed }).click();
    await page.getByText('结果尚未看到').waitFor();
    // The tab is gone, with all that it had kept.
    const again = await page.context().newPage();
    await page.close();
    await signInAs(again, teller);
    const answer = again.waitForResponse('**/v1/collections');
    await again.getByText('已经记账，结果尚未看到').waitFor();
    await passes(again, 'counter-noted');
    await again.getByRole('button', { name: '查看结果' }).click();
    expect((await answer).headers()['idempotent-replayed']).toBe('true');
    await again.getByText('缴费成功').waitFor();
    await again.getByText('结果尚未看到').waitFor({ state: 'hidden' });
    const year = new Date().getFullYear();
    const { body } = await call(
      credentials().tokens.taxDesk,
      'GET',
      `/v1/persons/${personId}/statements/${year}`,
    );
    expect(body.receipts).toHaveLength(1);
  });

  it('finds money again that was taken and never reported, and books it once', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await counter('税务 沈明');
    await quoted(page, idNumber);
    await page.keyboard.press('F9');
    await page.getByRole('button', { name: confirmed }).waitFor();
    const again = await page.context().newPage();
    await page.close();
    await signInAs(again, '税务 沈明');
    await again.getByRole('menuitem', { name: '班次' }).click();
    const opening = again.getByLabel('备用金（元）');
    const counted = again.getByLabel(/清点现金/);
    await opening.or(counted).waitFor();
    if (await opening.isVisible()) {
      await opening.fill('500');
      await again.keyboard.press('Enter');
    }
    await again.getByText('有 1 笔收款还没有结果').waitFor();
    await again.getByRole('link', { name: '去确认' }).click();
    await again.getByRole('button', { name: '已收妥，记账' }).dblclick();
    await again.getByText('缴费成功').waitFor();
    await again.getByRole('menuitem', { name: '班次' }).click();
    await counted.waitFor();
    expect(await again.getByText('收款还没有结果').count()).toBe(0);
    // Taken back from the question, nothing stays.
    await again.getByRole('menuitem', { name: '收费' }).click();
    await quoted(again, (await enrolledPerson()).idNumber);
    await again.keyboard.press('F9');
    const ended = again.waitForResponse('**/note');
    await again.getByRole('dialog').getByRole('button', { name: '返回' }).click();
    expect((await ended).status()).toBe(204);
    await again.reload();
    await again.getByLabel('证件号码').waitFor();
    expect(await again.getByText('还没有结果').count()).toBe(0);
    await again.getByRole('menuitem', { name: '班次' }).click();
    await counted.fill('1500');
    await again.keyboard.press('Enter');
    await again.getByText('与应有现金相符').first().waitFor();
  });

  it('asks to sign in again in the middle of a form, and loses nothing', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await counter();
    await page.route(
      '**/v1/persons/search',
      (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer a.b.c' } }),
      { times: 1 },
    );
    await page.getByLabel('证件号码').fill(idNumber);
    await page.keyboard.press('Enter');
    const window = page.waitForEvent('popup');
    await page.getByRole('button', { name: '重新登录' }).click();
    await enter(await window, teller);
    await page.getByRole('heading', { name: '可缴月份' }).waitFor();
    expect(await page.getByLabel('证件号码').inputValue()).toBe(idNumber);
  });

  it('shows a name with rare characters in full, for a reason', async () => {
    const [idNumber, name] = [madeUpIdentityNumber(), '阿依古丽·㐂买提'];
    const { tokens } = credentials();
    const { body } = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
    await call(tokens.hrss, 'PUT', `/v1/persons/${body.personId}/enrolments/pension`, {
      district: '370102',
      from: '2020-01-01',
    });
    const page = await counter();
    await find(page, idNumber);
    await page.getByRole('button', { name: '查看完整姓名和号码' }).click();
    await page.getByLabel(/理由/).fill('核对证件姓名');
    await page.keyboard.press('Enter');
    await page.getByText(name).waitFor();
    await passes(page, 'counter-unmasked');
  });

  it('of a tax desk opens a shift, counts it and tells the difference', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await counter('税务 沈明');
    await page.getByRole('menuitem', { name: '班次' }).click();
    await page.getByLabel('备用金（元）').fill('五百');
    await page.keyboard.press('Enter');
    await page.getByText('请填写金额').waitFor();
    await page.getByLabel('备用金（元）').fill('500');
    await page.keyboard.press('Enter');
    await page.getByLabel(/清点现金/).waitFor();
    await page.getByRole('menuitem', { name: '收费' }).click();
    await quoted(page, idNumber);
    await page.keyboard.press('F9');
    await page.getByRole('button', { name: confirmed }).click();
    await page.getByText('缴费成功').waitFor();
    await page.getByRole('menuitem', { name: '班次' }).click();
    await page.getByRole('region', { name: '当班' }).getByText('¥1500.00').waitFor();
    await passes(page, 'shift');
    await page.getByLabel(/清点现金/).fill('1499.50');
    await page.keyboard.press('Enter');
    await page.getByText('差额 ¥-0.50').first().waitFor();
  });

  it('warns of a shift that was opened the day before, until it is counted', async () => {
    const page = await counter('税务 韩玉');
    await page.getByRole('menuitem', { name: '班次' }).click();
    await settled(page);
    await setClock(`${await yesterday()}T16:30:00+08:00`);
    try {
      await page.getByLabel('备用金（元）').fill('300');
      await page.keyboard.press('Enter');
      await page.getByLabel(/清点现金/).waitFor();
    } finally {
      await setClock(null);
    }
    await page.reload();
    await page.getByText('这个班次不是今天开的').waitFor();
    await passes(page, 'shift-overnight');
    await page.getByLabel(/清点现金/).fill('300');
    await page.keyboard.press('Enter');
    await page.getByLabel('备用金（元）').waitFor();
    expect(await page.getByText('这个班次不是今天开的').count()).toBe(0);
  });

  it('offers a refund where a reversal comes too late, and shows the receipt of the number that is typed', async () => {
    const then = `${await yesterday()}T15:00:00.000+08:00`;
    await setClock(then);
    const late = await paid(undefined, then).finally(() => setClock(null));
    const other = await paid();
    const page = await counter();
    await page.getByRole('menuitem', { name: '凭证' }).click();
    const search = async (number: string): Promise<void> => {
      await page.getByLabel('凭证号').fill(number);
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: '凭证内容' }).getByText(number).waitFor();
    };
    await search(late.receiptNo);
    await page.getByRole('button', { name: '当日冲正' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '冲正' }).click();
    await page.getByText('这笔款不是今天收的').waitFor();
    // What was told of one receipt is not told of another.
    await search(other.receiptNo);
    expect(await page.getByText('这笔款不是今天收的').count()).toBe(0);
    await search(late.receiptNo);
    await page.getByRole('button', { name: '当日冲正' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '冲正' }).click();
    await page.getByRole('button', { name: '改为申请退费' }).click();
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByText('请选择退费原因').waitFor();
    await passes(page, 'refund-application');
    await page.getByLabel('退费原因').click();
    await page.getByTitle('错缴').click();
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByText(/退费已受理/).waitFor();
    await page.reload();
    await page.getByText('退费办理中').waitFor();
    const { body } = await call(credentials().tokens.operator, 'GET', '/v1/refunds');
    const ofOrder = body.items.filter(({ ways }: any) =>
      ways.some(({ orderId }: any) => orderId === late.orderId),
    );
    expect(ofOrder).toHaveLength(1);
  });
});
