import { type Database, type InlineView } from '@canbao/postgres';
import { asSuperuser, openDatabase } from '@canbao/test-servers/database';
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
  const database = await openDatabase({ url, service, migrations, views });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
};
/** The same as the owner of the schema, who may also change what the service's role may not. */
const asOwner = async (sql: string): Promise<void> => {
  const database = asSuperuser(url, service);
  await database.query(sql).finally(() => database.close());
};
const executed = (database: Database): Promise<{ name: string; timestamp: string }[]> =>
  database.query(`select name, timestamp from ${schema}.migrations order by id`);
const digest = (database: Database): Promise<object[]> =>
  database.query('select name, rows, digest, definition from projection_digest');

describe('the migrations of a service', () => {
  it('run in the order of their timestamps, those of every service first, and once', async () => {
    const names = [
      'EventStore1795466067000',
      'SecurityLog1795466068000',
      'ForgedRecords1795466069000',
      'RelayLease1795466070000',
      'RateCount1795466071000',
      'OldestTransaction1795466072000',
      'SignedNonces1795466073000',
      'Notes1795600000000',
      'Later1795900000000',
    ];
    const later = migrationOf('Later1795900000000', 'create table later (id int references notes)');
    for (let start = 1; start <= 2; start += 1)
      await opened([later, notes], [notesView('id')], async (database) =>
        expect(await executed(database)).toEqual(names.map((name) => ({ name, timestamp: name.slice(-13) }))),
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

describe('events of a former format', () => {
  const former = `${service}-former`;
  const formerSchema = former.replaceAll('-', '_');
  const tablesOf = async (): Promise<unknown[]> => {
    const database = asSuperuser(url, former);
    return database
      .query('select relname as name from pg_class where relnamespace = to_regnamespace($1)', [formerSchema])
      .finally(() => database.close());
  };

  it('are refused before anything is changed, with a sentence that says what to do', async () => {
    await asOwner(`create schema ${formerSchema};
      create table ${formerSchema}.events (event_id uuid, previous_hash text, hash text);
      insert into ${formerSchema}.events values (gen_random_uuid(), '0', '1');`);
    const tables = await tablesOf();
    const start = openDatabase({ url, service: former, migrations: [notes] });
    await expect(start).rejects.toThrow(
      new Error(
        `The events of schema ${formerSchema} are in the format of a version before 26 November 2026, ` +
          'which this version does not read. Move the data folder (.local) or the database away and start ' +
          'with a new one, or go on with the version that wrote it.',
      ),
    );
    expect(await tablesOf()).toEqual(tables);
  });
});
