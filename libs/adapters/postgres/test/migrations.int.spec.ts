import { Database, type InlineView } from '@canbao/postgres';
import { migrationOf } from './migration-of';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const service = `migrations-${process.pid}-${Math.floor(performance.now())}`;
const schema = service.replaceAll('-', '_');

const notes = migrationOf(
  'Notes1795600000000',
  'create table notes (id int primary key, text text not null)',
);
const notesView = (...derived: string[]): InlineView => ({
  name: 'notes',
  tables: [{ name: 'notes', derived }],
  statements: () => [],
});

/** Runs the work on the service's database, opened with those migrations and views. */
const opened = async <T>(
  migrations: readonly (typeof notes)[],
  views: readonly InlineView[],
  work: (database: Database) => Promise<T>,
): Promise<T> => {
  const database = await Database.open({ url, service, migrations, views });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
};
/** The same as the owner of the schema, who may also change what the service's role may not. */
const asOwner = async (sql: string): Promise<void> => {
  const database = Database.attach({ url, service }, undefined);
  await database.query(sql).finally(() => database.close());
};
const executed = (database: Database): Promise<{ name: string; timestamp: string }[]> =>
  database.query(`select name, timestamp from ${schema}.migrations order by id`);
const digest = (database: Database): Promise<object[]> =>
  database.query('select name, rows, digest, definition from projection_digest');

describe('the migrations of a service', () => {
  it('run in the order of their timestamps, those of every service first', () =>
    opened([notes], [notesView('id')], async (database) =>
      expect(await executed(database)).toEqual([
        { name: 'EventStore1795466067000', timestamp: '1795466067000' },
        { name: 'ProjectionDigest1795466068000', timestamp: '1795466068000' },
        { name: 'Notes1795600000000', timestamp: '1795600000000' },
        { name: 'ProjectionDefinition1795624000000', timestamp: '1795624000000' },
      ]),
    ));

  it('are known under their former names, and do not run twice', async () => {
    await asOwner(`
      update migrations set name = 'EventStore1700000000000', timestamp = 1700000000000
        where name like 'EventStore%';
      update migrations set name = 'Notes1700000000002', timestamp = 1700000000002 where name like 'Notes%';
      insert into migrations (name, timestamp) values ('NotesDigest0a1b2c3d1700000000003', 1700000000003);`);
    await opened([notes], [notesView('id')], async (database) =>
      expect((await executed(database)).map(({ name }) => name)).toEqual([
        'EventStore1795466067000',
        'ProjectionDigest1795466068000',
        'Notes1795600000000',
        'ProjectionDefinition1795624000000',
        'NotesDigest0a1b2c3d1700000000003',
      ]),
    );
  });

  it('stop the start when one fails, and leave nothing of it behind', async () => {
    const faulty = migrationOf(
      'Faulty1795600000001',
      "create table leftover (id int); select 'no number'::int",
    );
    await expect(opened([notes, faulty], [], executed)).rejects.toThrow('no number');
    await opened([notes], [], async (database) =>
      expect(await database.query('select to_regclass($1) as leftover', [`${schema}.leftover`])).toEqual([
        { leftover: null },
      ]),
    );
  });
});

describe('the digest of a projection', () => {
  it('is maintained by the database, and left alone by later starts', async () => {
    const before = await opened([notes], [notesView('id')], async (database) => {
      await database.query("insert into notes values (1, 'first'), (2, 'second')");
      return digest(database);
    });
    expect(before).toMatchObject([{ name: 'notes', rows: '2' }]);
    // Somebody writes past the triggers; a digest counted anew would hide it.
    await asOwner('set session_replication_role = replica; delete from notes where id = 2');
    expect(await opened([notes], [notesView('id')], digest)).toEqual(before);
  });

  it('is rebuilt when the derived columns change', async () => {
    const [before] = await opened([notes], [notesView('id')], digest);
    const [after] = await opened([notes], [notesView('id', 'text')], digest);
    expect(after).toMatchObject({ name: 'notes', rows: '1' });
    expect(after).not.toHaveProperty('definition', (before as { definition: string }).definition);
  });
});
