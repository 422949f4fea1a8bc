import type { FastifyReply } from 'fastify';
import { Problem, type GeneralProblem } from '../http/problem';
import { sendProblem } from '../http/problem.filter';

/** Answers with a problem document. */
export const refuse = (reply: FastifyReply, code: GeneralProblem): void =>
  sendProblem(reply, Problem.general(code).document(), reply.request.id);
