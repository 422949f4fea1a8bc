// Runs a command that may take long: shows how far it is, notices that it stands still, and tries again.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Less than this, read and written by a whole group of processes, is standing still. */
const stillBytes = 16 * 1024;

/** Bytes that the processes of a group have read and written, network included; undefined where unknown. */
const bytesMoved = (group) => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .reduce((total, pid) => total + bytesOf(pid, group), 0);
  } catch {
    return undefined;
  }
};

const bytesOf = (pid, group) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) return 0;
    const io = readFileSync(`/proc/${pid}/io`, 'utf8');
    return Number(/^rchar: (\d+)/m.exec(io)?.[1]) + Number(/^wchar: (\d+)/m.exec(io)?.[1]);
  } catch {
    return 0; // It has ended meanwhile.
  }
};

const end = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
};

/** One attempt: its code, its output, and whether it was ended because it stood still. */
const attempt = ({ what, command, args, options, silenceMs, tellMs, say, begun }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    begun(child);
    const beganMs = Date.now();
    let [output, line, stood, moved, movedMs] = ['', '', false, 0, Date.now()];
    const hear = (chunk) => {
      movedMs = Date.now();
      output = (output + chunk).slice(-(1 << 20));
      line = String(chunk).trimEnd().split('\n').at(-1).trim().slice(0, 100);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const seconds = () => Math.round((Date.now() - beganMs) / 1000);
    const tell = setInterval(() => say(`${what}: ${seconds()} s${line === '' ? '' : `, ${line}`}`), tellMs);
    const look = setInterval(
      () => {
        const now = bytesMoved(child.pid) ?? moved;
        if (Math.abs(now - moved) > stillBytes) [moved, movedMs] = [now, Date.now()];
        stood ||= Date.now() - movedMs > silenceMs;
        if (stood) end(child, Date.now() - movedMs > silenceMs + 5000 ? 'SIGKILL' : 'SIGTERM');
      },
      Math.min(1000, silenceMs / 4),
    );
    const over = (code, error) => {
      clearInterval(tell);
      clearInterval(look);
      if (stood) end(child, 'SIGKILL');
      resolve({ code, stood, output: error === undefined ? output : String(error) });
    };
    child.once('error', (error) => over(1, error));
    child.once('close', (code) => over(code ?? 1));
  });

/**
 * Runs a command until it succeeds, fails, or has stood still too often; `{ code, output }` of the last
 * attempt. `say` hears a line every few seconds, and why there is another attempt.
 */
export const patiently = async ({
  tries = 3,
  silenceMs = 60_000,
  tellMs = 5_000,
  begun = () => {},
  ...rest
}) => {
  for (let number = 1; ; number += 1) {
    const { code, stood, output } = await attempt({ silenceMs, tellMs, begun, ...rest });
    if (!stood) return { code, output };
    const stands = `${rest.what} stood still for ${Math.round(silenceMs / 1000)} s`;
    if (number === tries)
      return {
        code: 1,
        output: `${output}\n${stands}, ${tries} times. Is the network or the registry down?`,
      };
    rest.say(
      `${stands}: the network or the registry does not answer. Trying again (${number + 1} of ${tries}).`,
    );
  }
};
