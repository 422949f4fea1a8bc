import type { z } from 'zod';
import { legalGrounds, privacyApi, purposes, type PurposeName } from '@canbao/contracts';

/** What is held of a person, as the API gives it. */
export type Held = z.output<typeof privacyApi.registration.personalData.reply>['items'][number];

/** An item of a copy: what it is, masked values, why it is held, and for how long. */
export const held = (
  service: Held['service'],
  what: string,
  values: readonly string[],
  names: readonly PurposeName[],
  kept: string,
): Held => ({
  service,
  what,
  values: [...values],
  purposes: names.map((name) => {
    const { words, ground } = purposes[name];
    return { words, article: legalGrounds[ground].article };
  }),
  kept,
});
