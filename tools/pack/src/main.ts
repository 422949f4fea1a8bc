import { day } from '@canbao/calendar';

const shanghaiMs = 8 * 3_600_000;
const today = day(new Date(Date.now() + shanghaiMs).toISOString().slice(0, 10));

/** Rows are read when the packs are loaded: a figure that is none, such as a rate above 1, shows there. */
const main = async (): Promise<number> => {
  const { run } = await import('./run');
  const { code, text } = run(process.argv.slice(2), today);
  (code === 2 ? process.stderr : process.stdout).write(`${text}\n`);
  return code;
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const fault =
      error instanceof RangeError ? `A row of the packs cannot be read: ${error.message}.` : String(error);
    process.stderr.write(`${fault}\n`);
    process.exit(1);
  },
);
