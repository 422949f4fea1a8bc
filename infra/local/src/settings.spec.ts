import { createServer, type AddressInfo } from 'node:net';
import { checkPorts, readSettings, StartFault } from './settings';

describe('settings of npm start', () => {
  it('have defaults', () =>
    expect(readSettings({})).toMatchObject({
      rulePack: 'jinan',
      ports: { portal: 8080, registration: 8081, postgres: 8090, kafka: 8091, controller: 8092 },
    }));
  it('name existing servers, and take empty ones for none', () => {
    expect(readSettings({ DATABASE_URL: 'postgres://a@b/c', KAFKA_BROKERS: 'a:1,b:2' })).toMatchObject({
      databaseUrl: 'postgres://a@b/c',
      brokers: ['a:1', 'b:2'],
    });
    expect(readSettings({ DATABASE_URL: '', KAFKA_BROKERS: '' })).toEqual(readSettings({}));
  });
  it.each([
    [{ PORT: 'abc' }, /^PORT is abc: set it to a number/],
    [{ PORT: '80' }, /^PORT is 80:/],
    [{ PORT: '65501' }, /^PORT is 65501:/],
    [{ PORT: '8080.5' }, /^PORT is 8080.5:/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must look like postgres:/],
    [{ RULE_PACK: 'zz' }, /^RULE_PACK is zz: set it to one of jinan, guide-2022, taian, /],
  ])('stop the start with one sentence when wrong: %j', (env, sentence) => {
    expect(() => readSettings(env)).toThrow(StartFault);
    expect(() => readSettings(env)).toThrow(sentence);
  });
  it('stop the start when a port is taken, naming it and another', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const { port } = taken.address() as AddressInfo;
    const settings = readSettings({});
    await expect(checkPorts({ ...settings, ports: { ...settings.ports, portal: port } })).rejects.toThrow(
      `Port ${port} (portal) is in use. Stop the program that uses it, or start on another port, for example PORT=${port + 100}`,
    );
    taken.close();
  });
});
