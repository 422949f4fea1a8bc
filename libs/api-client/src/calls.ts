import type { paths } from './schema';

/** The methods of the API. */
export type Method = 'get' | 'post' | 'put' | 'delete';

/** The paths that can be called with a method. */
export type PathsOf<M extends Method> = {
  [P in keyof paths]: M extends keyof paths[P] ? P : never;
}[keyof paths];

/** The call of a path by a method, as OpenAPI describes it. */
type CallOf<M extends Method, P extends PathsOf<M>> = M extends keyof paths[P] ? paths[P][M] : never;

type Content<C> = C extends { readonly 'application/json': infer Json } ? Json : string;

type Place<Call, Where extends string> = Call extends {
  readonly parameters: { readonly [W in Where]: infer Given };
}
  ? { readonly [W in Where]: Given }
  : Call extends { readonly parameters: { readonly [W in Where]?: infer Given } }
    ? { readonly [W in Where]?: Given }
    : unknown;

type KeyOf<Call> = Call extends {
  readonly parameters: { readonly header: { readonly 'Idempotency-Key': string } };
}
  ? {
      /** The same key and body have one effect. A new one for each thing that a person does. */
      readonly key: string;
    }
  : unknown;

type VersionOf<Call> = Call extends {
  readonly parameters: { readonly header?: { readonly 'If-Match'?: string } };
}
  ? {
      /** The version that the change is meant for, as an answer gave it. */
      readonly version?: string;
    }
  : unknown;

type BodyOf<Call> = Call extends { readonly requestBody: { readonly content: infer C } }
  ? {
      /** The body; a file is its text. */
      readonly body: Content<C>;
    }
  : Call extends { readonly requestBody?: { readonly content: infer C } }
    ? { readonly body?: Content<C> }
    : unknown;

type Given<Call> = Place<Call, 'path'> & Place<Call, 'query'> & KeyOf<Call> & VersionOf<Call> & BodyOf<Call>;

/** What a call is given: its place in the path, its query, a key, a version, a body. */
export type Input<M extends Method, P extends PathsOf<M>> = Given<CallOf<M, P>>;

/** Left out where a call needs nothing. */
export type Inputs<M extends Method, P extends PathsOf<M>> =
  Record<never, never> extends Input<M, P> ? [input?: Input<M, P>] : [input: Input<M, P>];

type Success<R> = R[keyof R & (200 | 201 | 202)];

/** The body that a call answers with. */
export type Body<M extends Method, P extends PathsOf<M>> =
  CallOf<M, P> extends { readonly responses: infer R }
    ? [Success<R>] extends [never]
      ? undefined
      : Success<R> extends { readonly content: infer C }
        ? Content<C>
        : Success<R> extends { content: infer C }
          ? Content<C>
          : undefined
    : never;

/** The body of a GET, for what is shown on a page: `Shown<'/guide'>`. */
export type Shown<P extends PathsOf<'get'>> = Body<'get', P>;
