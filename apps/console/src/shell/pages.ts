import { counterPages } from '../counter/pages';
import { deskPages } from '../desk/pages';
import { operationsPages } from '../operations/pages';
import type { Page } from './page';

/** Every page, in the order of the menu. Who adds one adds it to the list of its part. */
export const pages: readonly Page[] = [...deskPages, ...counterPages, ...operationsPages];
