import { z } from 'zod';
import { contractEvents } from './contract-events';
import { strict } from './strict';

const line = z.object({ item: z.string() });
const tolerant = z.object({
  personId: z.string(),
  lines: z.array(line).min(1),
  further: z.array(line).optional(),
});
const whole = { personId: 'p', lines: [{ item: 'pension' }] };

describe('a producer', () => {
  it('may publish what the contract says', () => {
    expect(strict(tolerant).parse(whole)).toEqual(whole);
    expect(strict(tolerant).parse({ ...whole, further: undefined })).toEqual(whole);
  });

  it.each([
    ['a field', { ...whole, colour: 'red' }],
    ['a field of a line', { ...whole, lines: [{ item: 'pension', colour: 'red' }] }],
    ['a field of an optional line', { ...whole, further: [{ item: 'pension', colour: 'red' }] }],
  ])('may not publish %s that a consumer does not know, which ignores it', (_, data) => {
    expect(strict(tolerant).safeParse(data).success).toBe(false);
    expect(JSON.stringify(tolerant.parse(data))).not.toContain('red');
  });

  it.each([
    ['no line', { ...whole, lines: [] }],
    ['a field of another type', { ...whole, personId: 1 }],
    ['a field that is missing', { lines: whole.lines }],
  ])('may not publish %s, which a consumer refuses', (_, data) => {
    expect(strict(tolerant).safeParse(data).success).toBe(false);
    expect(tolerant.safeParse(data).success).toBe(false);
  });
});

/** Every schema within a schema, itself included. */
const schemasIn = (schema: unknown): z.ZodType[] => {
  if (schema instanceof z.ZodObject) return [schema, ...Object.values(schema.shape).flatMap(schemasIn)];
  if (schema instanceof z.ZodArray) return [schema, ...schemasIn(schema.element)];
  if (schema instanceof z.ZodOptional) return [schema, ...schemasIn(schema.unwrap())];
  if (schema instanceof z.ZodRecord) return [schema, ...schemasIn(schema.valueType)];
  if (schema instanceof z.ZodPipe) return [schema, ...schemasIn(schema.in)];
  return schema instanceof z.ZodType ? [schema] : [];
};
const known: readonly unknown[] = [
  z.ZodObject,
  z.ZodArray,
  z.ZodOptional,
  z.ZodRecord,
  z.ZodPipe,
  z.ZodString,
  z.ZodUUID,
  z.ZodEnum,
  z.ZodLiteral,
  z.ZodNumber,
];

it.each(Object.entries(contractEvents))(
  '%s is tolerant for its consumers and made only of what `strict` looks into',
  (_, { data }) => {
    for (const schema of schemasIn(data)) {
      expect(known.some((kind) => schema instanceof (kind as new () => object))).toBe(true);
      if (schema instanceof z.ZodObject) expect(schema.def.catchall).toBeUndefined();
      if (schema instanceof z.ZodRecord) expect(schema.valueType).not.toBeInstanceOf(z.ZodObject);
    }
  },
);
