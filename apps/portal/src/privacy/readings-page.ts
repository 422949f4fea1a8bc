import type { z } from 'zod';
import type { registrationApi } from '@canbao/contracts';
import { each, escape, headRow, page, section, table } from '../pages/html';
import type { Gathered } from '../why/gathered';

/** Who has opened values of a person. */
type Readings = z.infer<typeof registrationApi.readings.reply>;

/** The readings of several services by their time; where one has more, all end with its page. */
export const readings: Gathered<Readings> = {
  merged: (own, others) => {
    const all = [own, ...others];
    const until = all
      .flatMap(({ nextBefore }) => nextBefore ?? [])
      .toSorted()
      .at(-1);
    const items = all
      .flatMap((each) => each.items)
      .filter(({ readAt }) => until === undefined || readAt >= until)
      .toSorted((one, other) => other.readAt.localeCompare(one.readAt));
    return { items, ...(until === undefined ? {} : { nextBefore: until }) };
  },
  page: ({ items, nextBefore }) =>
    page(
      '个人信息查阅记录',
      `<header><div><h1>个人信息查阅记录</h1>
<p>谁在什么时候、为了什么查阅了您的哪项个人信息。记录不可更改，不含信息内容。</p></div></header>
<main>${section(
        `共 ${items.length} 条${nextBefore === undefined ? '' : '，以下为最近部分'}`,
        items.length === 0 ? '<p>没有查阅记录。</p>' : table(headRow(...titles), each(items, row), 'stack'),
      )}${
        nextBefore === undefined
          ? ''
          : `<p><a href="?before=${encodeURIComponent(nextBefore)}">更早的记录</a></p>`
      }</main>
<footer>依据《中华人民共和国个人信息保护法》第四十四条、第四十五条。如有疑问，请拨打 12366。</footer>`,
    ),
};

const titles = ['时间', '查阅内容', '查阅人', '目的', '依据'];
const row = ({ readAt, fieldText, by, purposeText, ground }: Readings['items'][number]): string =>
  `<tr>${[
    escape(readAt.slice(0, 19).replace('T', ' ')),
    escape(fieldText),
    `${escape(by.text)}${by.isCaller ? ' <small>（您本人的登录）</small>' : ''}`,
    escape(purposeText),
    ground === undefined ? '' : `<small>个人信息保护法${escape(ground.article)}</small>`,
  ]
    .map((cell, index) => `<td data-label="${titles[index] ?? ''}">${cell}</td>`)
    .join('')}</tr>`;
