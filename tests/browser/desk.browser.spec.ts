import { enrolledPerson } from '@canbao/test-journeys/stack';
import { signInAs } from './console';
import { inBrowser, passes, type Size } from './visit';

inBrowser('the desk of an agency or a bureau', (visit) => {
  it.each(['desktop', 'phone'] as Size[])(
    'pushes a bill after a preview, and withdraws it, on a %s',
    async (size) => {
      const { idNumber } = await enrolledPerson();
      const page = await visit().page(size);
      await signInAs(page, '经办 何平');
      await page.getByLabel('证件号码').fill(idNumber);
      await page.keyboard.press('Enter');
      await page.getByLabel('欠费月份').fill('2026-13');
      await page.getByRole('button', { name: '预览' }).click();
      await page.getByText('请填欠费月份').waitFor();
      const lastMonth = new Date(Date.now() - 40 * 24 * 3_600_000).toISOString().slice(0, 7);
      await page.getByLabel('欠费月份').fill(lastMonth);
      await page.getByRole('button', { name: '按现行标准填金额' }).click();
      await page.getByRole('button', { name: '预览' }).click();
      await page.getByRole('button', { name: '确认推送' }).waitFor();
      await passes(page, 'bill-preview');
      await page.getByRole('button', { name: '确认推送' }).click();
      await page.getByText('待缴').waitFor();
      await passes(page, 'bill');
      await page.getByRole('button', { name: '撤回' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
      await page.getByText('已撤回').waitFor();
    },
  );

  it('shows a bureau the enrolments of its insurance and ends one', async () => {
    const { idNumber } = await enrolledPerson();
    const page = await visit().page();
    await signInAs(page, '经办 尤静');
    await page.getByLabel('证件号码').fill(idNumber);
    await page.keyboard.press('Enter');
    await page.getByText('2020-01-01').waitFor();
    await page.getByRole('button', { name: '保存停保' }).click();
    await page.getByText('请选择日期').waitFor();
    await passes(page, 'enrolments');
    await page.getByLabel('最后一天').fill('2026-06-30');
    await page.getByRole('button', { name: '保存停保' }).click();
    await page.getByRole('cell', { name: '2026-06-30' }).waitFor();
  });
});
