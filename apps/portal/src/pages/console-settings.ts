import type { Settings } from '../settings';

/** Where people of the console sign in. */
export interface ConsoleSettings {
  /** An address, or a path of ours. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly resource?: string;
}

/** What the console's page asks for before anybody has signed in. */
export const consoleSettings = ({
  CONSOLE_ISSUER: issuer = '/sandbox/oidc',
  CONSOLE_CLIENT_ID: clientId = 'console',
  CONSOLE_RESOURCE: resource,
}: Settings): ConsoleSettings => ({
  issuer,
  clientId,
  scope: 'openid profile',
  ...(resource === undefined ? {} : { resource }),
});
