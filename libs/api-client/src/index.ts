export type { Body, Input, Method, PathsOf, Shown } from './calls';
export { client, type Answer, type Caller, type Client, type Options } from './client';
export { Refused, Unanswered, type Problem } from './refusals';
export { byFetch, type Request, type Response, type Transport } from './transport';
export type { components, operations, paths } from './schema';
