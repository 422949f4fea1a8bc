import type { z } from 'zod';
import type { Event } from './decider';
import type { EventTypes, RecordedEvent } from './event-types';

/** Takes the data of one revision to the next. Pure. */
export type Upcaster = (data: never) => unknown;

/** A stored event, declared once: its producers, the store and its readers share name, schema and type. */
export interface EventType<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** An event of this type. */
  (data: z.infer<Schema>): Event<Type, z.infer<Schema>>;
  readonly type: Type;
  readonly schema: Schema;
  /** From each former revision to its successor, the first one first. */
  readonly upcasters: readonly Upcaster[];
}

/**
 * Declares an event of a service. A change that the schema reads by itself (a new optional field) needs no
 * revision; any other adds an upcaster from the revision before.
 */
export const eventType = <Type extends string, Schema extends z.ZodType>(
  type: Type,
  schema: Schema,
  ...upcasters: readonly Upcaster[]
): EventType<Type, Schema> =>
  Object.assign((data: z.infer<Schema>): Event<Type, z.infer<Schema>> => ({ type, data }), {
    type,
    schema,
    upcasters,
  });

/** The event that a declaration makes; of several declarations, the union. */
export type EventOf<Declared> =
  Declared extends EventType<infer Type, infer Schema> ? Event<Type, z.infer<Schema>> : never;

/** The events of a service with their declarations, so that other lists can include them. */
export interface DeclaredEvents<Declared extends EventType> extends EventTypes<EventOf<Declared>> {
  readonly declarations: readonly Declared[];
}

/** The events of a service, from their declarations. @throws Error for a type that is declared twice. */
export const eventTypes = <Declared extends EventType>(
  declarations: readonly Declared[],
): DeclaredEvents<Declared> => {
  const byType = new Map<string, EventType>();
  for (const declared of declarations) {
    if (byType.has(declared.type)) throw new Error(`${declared.type} is declared twice`);
    byType.set(declared.type, declared);
  }
  const declarationOf = (type: string): EventType => {
    const declared = byType.get(type);
    if (declared === undefined)
      throw new Error(`${type} is not declared: a newer version may have stored it`);
    return declared;
  };
  const revisionOf = (type: string): number => declarationOf(type).upcasters.length + 1;
  return {
    declarations,
    has: <Other extends Event>(event: Other): event is Other & EventOf<Declared> => byType.has(event.type),
    revisionOf,
    upcast: ({ type, revision, data }: RecordedEvent) => {
      const present = revisionOf(type);
      if (revision > present) throw new Error(`revision ${revision} of ${type} is newer than this version's`);
      const steps = declarationOf(type).upcasters.slice(revision - 1);
      const upcast = steps.reduce<unknown>((before, step) => step(before as never), data);
      // The only place where stored data take their type: the corpus proves that every stored form has it.
      return { type, data: upcast } as EventOf<Declared>;
    },
  };
};
