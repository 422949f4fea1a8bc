import { Lane, Publisher } from '@canbao/kafka';
import type { Connection } from './connection';
import { movingFirst, sendingAtOnce, trustingEveryAcknowledgement, type Sender } from './mistakes';
import { simulatedMacs } from './macs';
import { quiet } from './quiet';
import type { Process } from './scheduler';
import type { ServiceName } from './services';
import type { Setting } from './setting';

/** Leads if nobody else seems to, and publishes until deposed. */
export const relay = async (
  setting: Setting,
  name: ServiceName,
  process: Process,
  connection: Connection,
): Promise<void> => {
  const { scheduler, tables, bugs } = setting;
  const { leader } = tables[name].relay;
  // Now and then a leader loses its lock without noticing: two lead for a while, and the epoch decides.
  if (leader !== undefined && !leader.dead && leader !== process && !scheduler.chance(0.01)) return;
  const lead = await connection.lead();
  const lanes = [0, 1, 2].map(() => laneOf(setting, process));
  const publisher = new Publisher(name, tables[name].published, simulatedMacs, lanes);
  for (;;) {
    const published = await publisher.step(
      bugs.cursorBeforeSend === true ? movingFirst(lead) : lead,
      process.signal,
    );
    if (published === 'deposed') return;
    if (published === 0) await scheduler.sleep(process, setting.pollMs);
  }
};

const laneOf = ({ broker, bugs }: Setting, process: Process): Sender => {
  const newLane = (): Lane => new Lane(broker.clientFor(process), quiet);
  if (bugs.trustsEveryAcknowledgement === true)
    return trustingEveryAcknowledgement(newLane(), process.signal);
  return bugs.sendsWithoutOrder === true ? sendingAtOnce(newLane) : newLane();
};
