import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsApis, type Operation } from '@canbao/contracts';
