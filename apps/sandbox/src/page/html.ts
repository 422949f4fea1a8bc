import { hash } from 'node:crypto';

/** The text, escaped for an element or an attribute. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The HTML of all items, concatenated. */
export const each = <T>(items: readonly T[], html: (item: T) => string): string => items.map(html).join('');

/** A whole page; `css` where it has looks of its own. */
export const document = (title: string, body: string, css: string = style): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title>
<style>${css}</style>
</head>
<body>
${body}
</body>
</html>`;

const style = `
:root { --ink: #17324d; --soft: #5b7083; --line: #dce5ec; --back: #f4f7f9; --accent: #0b6e99 }
* { box-sizing: border-box }
body {
  margin: 0; background: var(--back); color: var(--ink);
  font: 15px/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
}
header { background: #6b3fa0; color: #fff; padding: 28px 0 }
header > div, main { max-width: 1180px; margin: 0 auto; padding: 0 24px }
header h1 { margin: 0; font-size: 28px }
header p { margin: 4px 0 0; opacity: .9 }
header a { color: #fff }
main { padding: 20px 24px }
section {
  background: #fff; border: 1px solid var(--line); border-radius: 12px;
  padding: 16px 20px; margin: 0 0 18px;
}
h2 { margin: 0 0 10px; font-size: 18px }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 14px }
.cards form {
  border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px;
  display: grid; gap: 8px; align-content: start;
}
.cards h3 { margin: 0; font-size: 15px }
label, .pair { display: grid; gap: 8px; align-items: center; color: var(--soft); font-size: 13px }
label { grid-template-columns: 6em 1fr }
.pair { grid-template-columns: 6em 1fr 1fr }
input, select, button {
  font: inherit; padding: 6px 8px; border: 1px solid var(--line); border-radius: 7px; min-width: 0;
}
button { background: var(--accent); color: #fff; border-color: var(--accent); cursor: pointer }
button.clear { background: #fff; color: #b3261e; border-color: #b3261e }
table { width: 100%; border-collapse: collapse; font-size: 13px }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--soft) }
td.yes { color: #1c7c54; text-align: center }
td.no, th.mark { text-align: center; color: var(--soft) }
.scroll { overflow-x: auto }
code { background: #eef3f6; border-radius: 4px; padding: 1px 5px; font-size: 12px; white-space: nowrap }
small, .soft { color: var(--soft) }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px }
ul.people { list-style: none; margin: 0; padding: 0 }
.people li { border: 1px solid var(--line); border-radius: 10px; overflow: hidden }
.people .enter { display: block; padding: 14px 16px; color: var(--ink); text-decoration: none }
.people .enter:hover, .people .enter:focus-visible { background: #eaf4f8 }
.people strong { display: block; font-size: 17px }
.people span { color: var(--soft) }
.people .brief { display: block; padding: 6px 16px; border-top: 1px solid var(--line); font-size: 13px }
.head { display: flex; justify-content: space-between; align-items: center; gap: 12px }
`;

/** A page's Content-Security-Policy: nothing but this style, and forms of its own. */
export const policyFor = (css: string): string =>
  [
    `default-src 'none'`,
    `style-src 'sha256-${hash('sha256', css, 'base64')}'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
export const contentSecurityPolicy = policyFor(style);
