import { hash } from 'node:crypto';

/** The text, escaped for an element or an attribute. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The HTML of all items, concatenated. */
export const each = <T>(items: readonly T[], html: (item: T) => string): string => items.map(html).join('');

/** A section with its heading; both are HTML. */
export const section = (heading: string, content: string): string =>
  `<section><h2>${heading}</h2>${content}</section>`;

/** A table that scrolls when it is too wide; `stack` shows its rows one below another on a phone. */
export const table = (head: string, rows: string, layout: 'wide' | 'stack'): string =>
  `<div class="scroll${layout === 'stack' ? ' stack' : ''}" tabindex="0"><table>${head}${rows}</table></div>`;

/** A row of header cells. */
export const headRow = (...titles: readonly string[]): string =>
  `<tr>${each(titles, (title) => `<th>${title}</th>`)}</tr>`;

/** A whole page; `head` is HTML of its own for the head. */
export const page = (title: string, body: string, head = ''): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>${head}
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>`;

const style = `
:root {
  color-scheme: light;
  --ink: #17324d; --soft: #5b7083; --line: #dce5ec; --paper: #fff; --back: #f4f7f9;
  --accent: #0b6e99; --good: #1c7c54;
}
* { box-sizing: border-box }
body {
  margin: 0; background: var(--back); color: var(--ink);
  font: 16px/1.65 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
}
header { background: linear-gradient(120deg, #0b4f6c, #0b6e99); color: #fff; padding: 40px 0 }
header > div, main { max-width: 1088px; margin: 0 auto; padding: 0 24px }
header h1 { margin: 0 0 8px; font-size: 34px }
header p { margin: 0; opacity: .9 }
header a { color: #fff }
main { padding: 24px }
td code { white-space: nowrap }
header code { color: var(--ink) }
section {
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
  padding: 20px 24px; margin: 0 0 20px;
}
h2 { margin: 0 0 12px; font-size: 20px }
table { width: 100%; border-collapse: collapse; font-size: 14px }
th, td { padding: 7px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--soft); font-weight: 600 }
td.day { white-space: nowrap }
td.tick { color: var(--good); text-align: center }
th.tick { text-align: center }
.scroll { overflow-x: auto }
small, .soft { color: var(--soft) }
code { background: #eef3f6; border-radius: 4px; padding: 1px 5px; font-size: 13px }
ul { margin: 0; padding-left: 20px }
p:last-child { margin-bottom: 0 }
footer { text-align: center; color: var(--soft); padding: 8px 0 40px }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 6px 16px; margin: 0; font-size: 14px }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
.check { display: flex; gap: 20px; align-items: flex-start; font-size: 14px; overflow-wrap: anywhere }
.check svg { width: 116px; flex: none; background: #fff }
.check p { margin: 0 0 6px }
.stamp {
  display: inline-block; white-space: nowrap;
  color: #b3261e; border: 2px solid; border-radius: 6px; padding: 0 8px; background: #fff;
}
.good { color: var(--good) }
.bad { color: #b3261e }
.warn { color: #8a5a00 }
input, button { font: inherit; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px }
input { width: 24em; max-width: 100%; text-transform: uppercase }
button { background: var(--accent); color: #fff; border-color: var(--accent) }
.doors {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 14px; margin: 0 0 20px;
}
.door {
  display: flex; flex-direction: column; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; padding: 18px 20px; margin: 0; color: var(--ink);
}
.door svg { width: 34px; height: 34px; color: var(--accent); margin: 0 0 8px }
.door h2 { margin: 0 }
.door p { margin: 4px 0 12px; font-size: 14px; color: var(--soft); flex: 1 }
.door ul { list-style: none; padding: 0; display: grid; gap: 8px }
.door li a {
  display: block; padding: 8px 12px; border-radius: 8px; background: #e8f2f6; color: #0b4f6c;
  text-decoration: none; font-size: 14px; min-height: 40px;
}
.door li a:hover, .door li a:focus-visible { background: var(--accent); color: #fff }
@media print {
  body { background: #fff; font-size: 12px }
  header { background: none; color: #000; padding: 0 0 12px; text-align: center }
  section { border: 0; padding: 6px 0; margin: 0; break-inside: avoid }
}
@media (max-width: 640px) {
  dl { grid-template-columns: auto 1fr }
  .stack td[data-label]::before { content: attr(data-label) '：'; color: var(--soft) }
  header { padding: 28px 0 }
  header h1 { font-size: 28px }
  header > div, main { padding-left: 14px; padding-right: 14px }
  section { padding: 16px }
  .stack tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line) }
  .stack td { display: block; border: 0; padding: 1px 0 }
  .stack tr:first-child { display: none }
}
`;

/** The source of the style sheet, for the pages' Content-Security-Policy. */
export const styleHash = `'sha256-${hash('sha256', style, 'base64')}'`;
