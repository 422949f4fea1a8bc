import {
  call,
  credentials,
  enrolledPerson,
  eventually,
  madeUpIdentityNumber,
} from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { signInAs } from './console';
import { inBrowser, passes } from './visit';

const agency = '经办 何平';
const hrss = '经办 尤静';
const day = 24 * 3_600_000;
/** A month that lies `ago` months back, or nearly so. */
const monthBefore = (ago: number): string =>
  new Date(Date.now() - (ago * 30.4 + 12) * day).toISOString().slice(0, 7);

const findNumber = async (page: Page, idNumber: string): Promise<void> => {
  await page.getByLabel('证件号码').fill(idNumber);
  await page.keyboard.press('Enter');
};

inBrowser('the desk of an agency or a bureau', (visit) => {
  const desk = async (who: string): Promise<Page> => {
    // Refusals are answered with 4xx: Chromium writes it down.
    visit().mayHappen(/Failed to load resource/);
    const page = await visit().page();
    await signInAs(page, who);
    return page;
  };

  it('pushes a bill after a preview, corrects it beside what stands, and withdraws it', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await desk(agency);
    await findNumber(page, idNumber);
    await page.getByRole('button', { name: '按当月标准填金额' }).click();
    await page.getByText('先填欠费月份，再填金额').waitFor();
    // Of 2022, whatever today's standard is (guide G3.2.2.5).
    await page.getByLabel('欠费月份').fill('2022年5月');
    await page.getByRole('button', { name: '按当月标准填金额' }).click();
    await page.locator('input[value="18.00"]').waitFor();
    const unitPart = (): Promise<string> => page.getByLabel('单位部分').inputValue();
    expect(await unitPart()).toBe('112.38');
    await page.getByLabel('欠费月份').fill('2026-13');
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByText('请填欠费月份').waitFor();
    await page.getByLabel('欠费月份').fill(monthBefore(1));
    await page.getByRole('button', { name: '按当月标准填金额' }).click();
    await eventually(unitPart, (amount) => amount !== '112.38');
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByRole('button', { name: '确认推送' }).waitFor();
    await passes(page, 'bill-preview');
    await page.getByRole('button', { name: '确认推送' }).click();
    const card = page.getByRole('region', { name: '补缴单内容' });
    await card.getByText('待缴').waitFor();
    await passes(page, 'bill');

    await card.getByRole('button', { name: '更正' }).click();
    const form = page.getByRole('region', { name: '更正补缴单' });
    const amount = form.getByLabel('大额医疗互助');
    const former = Number(await amount.inputValue());
    await form.getByRole('button', { name: '预览' }).click();
    await page.getByText('没有需要更正的内容').waitFor();
    // As a figure of full width, with one decimal.
    await amount.fill(`${former + 2}.５`);
    await form.getByRole('button', { name: '预览' }).click();
    const preview = page.getByRole('region', { name: '预览' });
    await preview.getByRole('row', { name: /大额/ }).getByText('2.50', { exact: true }).waitFor();
    await passes(page, 'bill-correction');
    await preview.getByRole('button', { name: '确认更正' }).click();
    await card.getByText('更正，合计').waitFor();

    await card.getByRole('button', { name: '撤回' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
    await card.getByText('已撤回').waitFor();
  });

  it('finds the bills of a person, and tells beside the month that another bill has it', async () => {
    const { personId, idNumber } = await enrolledPerson();
    const months = [
      {
        month: monthBefore(2),
        items: ['pooled-unit', 'pooled-personal', 'mutual-aid'].map((item) => ({ item, amount: '20.00' })),
        lateFee: '0.00',
      },
    ];
    const bill = { personId, billNo: 'QF-1', months, lateFeeTo: '2026-10-31' };
    await call(credentials().tokens.agency, 'POST', '/v1/back-pay-bills', bill);
    const page = await desk(agency);
    await findNumber(page, idNumber);
    await page.getByRole('button', { name: '查看补缴单 QF-1' }).waitFor();
    await page.getByLabel('欠费月份').fill(monthBefore(2));
    for (const name of ['单位部分', '个人部分', '大额医疗互助']) await page.getByLabel(name).fill('10');
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByRole('button', { name: '确认推送' }).click();
    await page.getByText('该月已有另一张有效的补缴单').waitFor();
    expect(await page.getByLabel('单位部分').inputValue()).toBe('10');
    await passes(page, 'bill-refused');
    await page.getByRole('button', { name: '查看补缴单 QF-1' }).click();
    await page.getByText('滞纳金算至 2026-10-31').waitFor();
  });

  it('registers a person whom nobody knows, enrols them, corrects the enrolment, and ends it', async () => {
    const idNumber = madeUpIdentityNumber();
    const page = await desk(hrss);
    await findNumber(page, idNumber);
    await page.getByText('确是新参保人的，在下面登记').waitFor();
    const form = page.getByRole('region', { name: '登记新参保人' });
    expect(await form.getByLabel('公民身份号码').inputValue()).toBe(idNumber);
    await form.getByRole('button', { name: '登记' }).click();
    await form.getByText('请填写姓名').waitFor();
    await form.getByLabel('姓名').fill('＊');
    await form.getByRole('button', { name: '登记' }).click();
    await form.getByText('姓名填写有误').waitFor();
    await passes(page, 'register');
    await form.getByLabel('姓名').fill('阿依古丽·㐂买提');
    await page.keyboard.press('Enter');

    await page.getByText('还没有参保登记').waitFor();
    await page.getByRole('button', { name: '保存登记' }).click();
    await page.getByText('请填写日期').waitFor();
    await page.getByLabel('自哪天起').fill('2024.3.1');
    await page.getByRole('button', { name: '保存登记' }).click();
    await page.getByRole('button', { name: '更正 2024-03-01 起的登记' }).click();
    await page.getByText('还没有改动').waitFor();
    await page.getByLabel('自哪天起').fill('2024-02-01');
    await page.getByText('更正为：2024-02-01 起').waitFor();
    await passes(page, 'enrolment-correction');
    await page.getByRole('button', { name: '保存更正' }).click();
    await page.getByRole('cell', { name: '2024-02-01', exact: true }).waitFor();

    await page.getByLabel('最后一天').fill('2023-12-31');
    await page.getByRole('button', { name: '保存停保' }).click();
    await page.getByText('停保日期不能早于参保日期').waitFor();
    expect(await page.getByLabel('最后一天').inputValue()).toBe('2023-12-31');
    await page.getByLabel('最后一天').fill('2026-06-30');
    await page.getByRole('button', { name: '保存停保' }).click();
    await page.getByRole('cell', { name: '2026-06-30', exact: true }).waitFor();
    await page.getByLabel('最后一天').fill('20260531');
    await page.getByRole('button', { name: '保存更正的停保' }).click();
    await page.getByRole('cell', { name: '2026-05-31', exact: true }).waitFor();
    await passes(page, 'enrolments');

    await page.getByLabel('正确的公民身份号码').fill(`${idNumber} 1`);
    await page.getByRole('button', { name: '更正号码' }).click();
    await page.getByText('证件号码应为 18 位').waitFor();
    await page.getByLabel('正确的姓名').fill('阿依古丽·买买提');
    await page.getByRole('button', { name: '更正姓名' }).click();
    await page.getByText('更正姓名：已保存').waitFor();
  });

  it('tells of months that an employer covers, corrects them beside what stands, and withdraws them', async () => {
    const { personId, idNumber } = await enrolledPerson();
    const page = await desk(hrss);
    await findNumber(page, idNumber);
    const card = page.getByRole('region', { name: '职工参保', exact: true });
    await card.getByText('没有单位为其参保的月份').waitFor();
    await card.getByLabel('起始月').fill('２０２６年３月');
    await card.getByLabel('最后一月').fill('2026-01');
    await card.getByRole('button', { name: '预览' }).click();
    await card.getByText('最后一月早于起始月').waitFor();
    await card.getByLabel('最后一月').fill('');
    await card.getByRole('button', { name: '预览' }).click();
    await card.getByText('2026-03 起 由单位参保').waitFor();
    await card.getByRole('button', { name: '确认登记' }).click();
    await card.getByRole('cell', { name: '2026-03', exact: true }).waitFor();

    await card.getByRole('button', { name: '更正 2026-03 起的职工参保' }).click();
    await card.getByRole('button', { name: '预览' }).click();
    await card.getByText('没有需要更正的内容').waitFor();
    await card.getByLabel('起始月').fill('2026-02');
    await card.getByLabel('最后一月').fill('2026-05');
    await card.getByRole('button', { name: '预览' }).click();
    await card.getByText('原为：2026-03 起；更正为：2026-02 至 2026-05').waitFor();
    await passes(page, 'employer-cover');
    await card.getByRole('button', { name: '确认更正' }).click();
    await card.getByRole('cell', { name: '2026-02', exact: true }).waitFor();
    expect(await card.getByRole('row').count()).toBe(2);
    const stand = await call(credentials().tokens.hrss, 'GET', `/v1/persons/${personId}/enrolments`);
    expect(stand.body.employerCovers).toEqual({ pension: [{ from: '2026-02', until: '2026-05' }] });

    await card.getByRole('button', { name: '撤销 2026-02 起的职工参保' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
    await card.getByText('没有单位为其参保的月份').waitFor();
  });

  it('keeps what was typed when a colleague was faster', async () => {
    const { personId, idNumber } = await enrolledPerson();
    const page = await desk(hrss);
    await findNumber(page, idNumber);
    await page.getByLabel('自哪天起').fill('2025-01-01');
    const path = `/v1/persons/${personId}/enrolments/pension`;
    await call(credentials().tokens.hrss, 'PUT', path, { district: '370104', from: '2024-05-01' });
    await page.getByRole('button', { name: '保存登记' }).click();
    await page.getByText('已发生变更').waitFor();
    await page.getByRole('cell', { name: '2024-05-01', exact: true }).waitFor();
    expect(await page.getByLabel('自哪天起').inputValue()).toBe('2025-01-01');
    await page.getByRole('button', { name: '保存登记' }).click();
    await page.getByRole('cell', { name: '2025-01-01', exact: true }).waitFor();
  });
});
