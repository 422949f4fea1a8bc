import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { encode } from 'iconv-lite';
import pg from 'pg';

/** A value that must not lie about, and what it is called in a finding. */
export type Canaries = Readonly<Record<string, string>>;

/** Where which canary was found, and in which form it lay there. */
export interface Finding {
  readonly place: string;
  readonly canary: string;
  readonly form: string;
}

interface Needle {
  readonly canary: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** Base64 of a text inside a longer one, which may begin at any of three places in a group. */
const base64Forms = (bytes: Buffer): string[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // The first and the last characters depend on what stands beside.
    const [first, last] = [Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6)];
    return text.slice(first, last);
  });

const escaped = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/** A value in every form in which software writes it down. */
const formsOf = (value: string): readonly (readonly [form: string, bytes: Buffer])[] => {
  const charsets = [
    ['UTF-8', Buffer.from(value)],
    ['GB18030', encode(value, 'gb18030')],
    ['UTF-16', Buffer.from(value, 'utf16le')],
  ] as const;
  const url = encodeURIComponent(value);
  const perCharset = charsets.flatMap(([name, bytes]) => [
    [name, bytes] as const,
    [`hex of ${name}`, Buffer.from(bytes.toString('hex'))] as const,
    [`HEX of ${name}`, Buffer.from(bytes.toString('hex').toUpperCase())] as const,
    ...base64Forms(bytes).flatMap((text) => [
      [`Base64 of ${name}`, Buffer.from(text)] as const,
      [`Base64url of ${name}`, Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'))] as const,
    ]),
  ]);
  return [
    ...perCharset,
    ['URL', Buffer.from(url)],
    ['URL in lower case', Buffer.from(url.toLowerCase())],
    ['JSON escapes', Buffer.from(escaped(value))],
  ];
};

/** Looks for canaries in bytes. */
export class Search {
  private readonly needles: readonly Needle[];

  constructor(canaries: Canaries) {
    const all = Object.entries(canaries).flatMap(([canary, value]) =>
      formsOf(value).map(([form, bytes]) => ({ canary, form, bytes })),
    );
    const byBytes = new Map(all.toReversed().map((needle) => [needle.bytes.toString('latin1'), needle]));
    this.needles = [...byBytes.values()];
  }

  in(place: string, content: Buffer | string): Finding[] {
    const bytes = Buffer.from(content as string);
    return this.needles
      .filter((needle) => bytes.includes(needle.bytes))
      .map(({ canary, form }) => ({ place, canary, form }));
  }

  /** Every file below a folder; those that go away meanwhile are left out. */
  inFiles(folder: string, isSearched: (path: string) => boolean): Finding[] {
    return filesIn(folder)
      .filter((path) => isSearched(relative(folder, path)))
      .flatMap((path) => this.in(`file ${relative(folder, path)}`, bytesOf(path)));
  }

  /** Every column of every row of every table, and the texts of statements that the server remembers. */
  async inTables(url: string): Promise<Finding[]> {
    const client = new pg.Client(url);
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
         union all select 'pg_stat_statements' from pg_extension where extname = 'pg_stat_statements'
         union all select 'pg_stat_activity'`,
      );
      const found: Finding[] = [];
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(
          `select row_of::text as row from ${name} row_of`,
        );
        found.push(...this.in(`table ${name}`, rows.map(({ row }) => unquoted(row)).join('\n')));
      }
      return found;
    } finally {
      await client.end();
    }
  }
}

/** A row as text doubles backslashes and quotes, once more for each type inside another. */
const unquoted = (row: string): string => row.replaceAll(/\\+/g, '\\').replaceAll(/"+/g, '"');

const filesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return filesIn(path);
    return found?.isFile() === true ? [path] : [];
  });

const bytesOf = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};
