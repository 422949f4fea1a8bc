import { brokenBy, type Schema } from './schema-changes';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Call {
  /** Says who may call: `Roles: bank, tax-desk.` */
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content & { readonly required: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}
/** An OpenAPI document, as far as it is compared. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Call>>>>;
}

/** What the present API breaks for callers of the released one, a sentence each. */
export const apiBroken = (released: ApiDocument, present: ApiDocument): string[] =>
  Object.entries(released.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, before]) => {
      const after = present.paths[path]?.[method];
      const callers = rolesOf(before).join(', ') || 'anyone';
      const clauses = after === undefined ? ['the call is gone'] : callBroken(before, after);
      return clauses.map((clause) => `${method.toUpperCase()} ${path}: ${clause} (called by ${callers})`);
    }),
  );

const callBroken = (before: Call, after: Call): string[] => {
  const roles = rolesOf(after);
  return [
    ...rolesOf(before)
      .filter((role) => roles.length > 0 && !roles.includes(role))
      .map((role) => `${role} may no longer call`),
    ...(rolesOf(before).length === 0 && roles.length > 0 ? ['callers must sign in'] : []),
    ...brokenBy(parametersOf(before), parametersOf(after), 'writers'),
    ...bodyBroken(before.requestBody, after.requestBody),
    ...successBroken(before, after),
  ];
};

const rolesOf = ({ description = '' }: Call): string[] =>
  /^Roles: (.*)\.$/.exec(description)?.[1]?.split(', ') ?? [];

/** The parameters as one object. */
const parametersOf = ({ parameters }: Call): Schema => ({
  properties: Object.fromEntries(
    parameters.map(({ name, in: where, schema }) => [`${where} ${name}`, schema]),
  ),
  required: parameters.filter(({ required }) => required).map(({ name, in: where }) => `${where} ${name}`),
});

const bodyBroken = (before: Call['requestBody'], after: Call['requestBody']): string[] => {
  if (before === undefined) return after?.required === true ? ['a body is required now'] : [];
  if (after === undefined) return ['a body is no longer taken'];
  const demanded = after.required && !before.required ? ['a body is required now'] : [];
  return [...demanded, ...contentBroken(before, after, 'writers')];
};

const successBroken = (before: Call, after: Call): string[] => {
  const status = successOf(before);
  if (status !== successOf(after)) return [`success is ${successOf(after)} instead of ${status}`];
  return contentBroken(before.responses[status] ?? {}, after.responses[status] ?? {}, 'readers');
};

const successOf = ({ responses }: Call): string =>
  Object.keys(responses).find((status) => status.startsWith('2')) ?? 'nothing';

const contentBroken = (before: Content, after: Content, dependants: 'readers' | 'writers'): string[] =>
  Object.entries(before.content ?? {}).flatMap(([kind, { schema }]) => {
    const now = after.content?.[kind]?.schema;
    return now === undefined ? [`${kind} is gone`] : brokenBy(schema, now, dependants);
  });
