import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Refused } from '../http/problem.filter';
import { SecurityLog } from './security-log.job';

/** Tells the security log of every answer that refused somebody, after it was sent. Before `app.init()`. */
export const noteRefusals = (app: NestFastifyApplication): void => {
  const securityLog = app.get(SecurityLog, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', async (request, reply: Refused) => {
      if (reply.problemCode !== undefined) securityLog.answered(request, reply.statusCode, reply.problemCode);
    });
};
