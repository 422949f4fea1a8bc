import { z } from 'zod';

/**
 * What a producer is held to: the schema of a consumer, except that a field it does not know is an error, at
 * any depth. Consumers are tolerant; the strict form is derived, never written.
 */
export const strict = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodObject)
    return new z.ZodObject({ ...schema.def, shape: strictShape(schema.shape), catchall: z.never() });
  if (schema instanceof z.ZodArray)
    return new z.ZodArray({ ...schema.def, element: strict(schema.element as z.ZodType) });
  if (schema instanceof z.ZodOptional) return strict(schema.unwrap() as z.ZodType).optional();
  return schema;
};

const strictShape = (shape: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(shape).map(([field, schema]) => [field, strict(schema)]));
