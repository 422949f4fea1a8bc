import { play } from '../simulate';
import { serviceNames } from '../services';
import { addForm, keepForms, storedForms } from './corpus';
import { rareEvents } from './rare-events';

const seeds = 200;

/** `npm run corpus`: adds the forms of events that the simulation stores and the repository does not have. */
const main = async (): Promise<void> => {
  const forms = new Map(serviceNames.map((service) => [service, storedForms(service)]));
  const count = (): number =>
    [...forms.values()].flatMap((ofService) => [...ofService.values()]).flat().length;
  const before = count();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { world } = await play(seed);
    for (const [service, ofService] of forms)
      for (const event of world.tables[service].log) addForm(service, ofService, event);
  }
  for (const [service, ofService] of forms)
    for (const event of rareEvents[service]) addForm(service, ofService, event);
  keepForms(forms);
  process.stdout.write(`${count()} forms, ${count() - before} of them new\n`);
};

void main();
