import type { z } from 'zod';
import type { registrationApi } from '@canbao/contracts';
import { each, escape, headRow, page, section, table } from '../pages/html';
import type { Gathered } from '../why/gathered';

type PersonalData = z.infer<typeof registrationApi.personalData.reply>;

/** What every service holds of a person. */
export const personalData: Gathered<PersonalData> = {
  merged: (own, others) => ({ ...own, items: [own, ...others].flatMap(({ items }) => items) }),
  page: ({ items }) =>
    page(
      '我的个人信息',
      `<header><div><h1>我的个人信息</h1>
<p>本平台保存您的哪些个人信息，为什么保存，保存多久。证件号码、姓名、账号已遮盖。</p></div></header>
<main>${section('保存的信息', table(headRow(...titles), each(items, row), 'stack'))}
${section('您的权利', `<ul>${each(rights, (right) => `<li>${escape(right)}</li>`)}</ul>`)}</main>
<footer>依据《中华人民共和国个人信息保护法》第四十四条至第五十条。如有疑问，请拨打 12366。</footer>`,
    ),
};

const rights = [
  '查阅谁看过您的信息：查阅记录。',
  '更正姓名、证件号码：向人社、医保部门提出。',
  '申请删除：在小程序或者办税服务厅提出，须无在办事项；法定保管期限未满的，期满后自动删除。',
];
const titles = ['信息', '内容', '用于', '保存期限'];
const row = ({ what, values, purposes, kept }: PersonalData['items'][number]): string =>
  `<tr>${[
    escape(what),
    values.length === 0 ? '—' : values.map(escape).join('<br>'),
    purposes
      .map(({ words, article }) => `${escape(words)}<br><small>${escape(article)}</small>`)
      .join('<br>'),
    escape(kept),
  ]
    .map((cell, index) => `<td data-label="${titles[index] ?? ''}">${cell}</td>`)
    .join('')}</tr>`;
