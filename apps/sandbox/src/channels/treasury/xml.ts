import { decode, encode } from 'iconv-lite';

/** Elements with their texts, in order; enough for the flat messages of the treasury. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Reads a message in GBK; undefined for bytes that are none. Definitions and attributes have no place. */
export const readXml = (bytes: Buffer): Element | undefined => {
  const text = decode(bytes, 'gbk').replace(/^﻿?\s*<\?xml[^>]*\?>/, '');
  if (text.includes('<!')) return undefined;
  const tokens = text.match(/<\/?\w+\s*\/?>|[^<]+/g) ?? [];
  const root: { name: string; text: string; children: Element[] } = { name: '', text: '', children: [] };
  const open = [root];
  for (const token of tokens) {
    const top = open.at(-1);
    if (top === undefined) return undefined;
    const [, closing, name = '', empty] = /^<(\/?)(\w+)\s*(\/?)>$/.exec(token) ?? [];
    if (name === '') top.text += token.trim();
    else if (closing === '/') {
      if (top.name !== name) return undefined;
      open.pop();
    } else {
      const element = { name, text: '', children: [] };
      top.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  return open.length === 1 ? root.children[0] : undefined;
};

/** The children of a name. */
export const all = (element: Element | undefined, name: string): readonly Element[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** The text of a child; empty where there is none. */
export const text = (element: Element | undefined, name: string): string => all(element, name)[0]?.text ?? '';

/** An element of fields. */
export const xml = (name: string, fields: Readonly<Record<string, string>> | string): string =>
  typeof fields === 'string'
    ? `<${name}>${fields}</${name}>`
    : xml(
        name,
        Object.entries(fields)
          .map(([field, value]) => `<${field}>${escaped(value)}</${field}>`)
          .join(''),
      );

const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The bytes of an answer. */
export const answerBytes = (head: Readonly<Record<string, string>>, body: string): Buffer =>
  encode(`<?xml version="1.0" encoding="GBK"?>${xml('CFX', xml('HEAD', head) + xml('MSG', body))}`, 'gbk');
