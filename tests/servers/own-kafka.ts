import { freePorts } from '@canbao/infra-local/free-ports';
import { startKafka } from '@canbao/infra-local/kafka';

/** A broker for one spec alone, which may do to it what others would notice; its data lie in the folder. */
export const startOwnKafka = async (folder: string): ReturnType<typeof startKafka> => {
  const [port = 0, controller = 0] = await freePorts(2);
  return startKafka(folder, port, controller);
};
