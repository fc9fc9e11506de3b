import { catalog } from '../../activities/catalog.ts';
import { readInstant } from '../host/clock.ts';
import { CompanionConfig, companionFiles } from './config.ts';
import { createFaultContexts } from '../faults/context.ts';
import { createHealer } from './healing.ts';
import { createLog } from '../host/log.ts';
import { runCompanion } from './run-companion.ts';
import { readJson } from '../host/read-json.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: main.ts <evidence folder>');
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
const config = await readJson(companionFiles(root).config, CompanionConfig);
if (config === null)
  throw new Error(`companion not configured: expected ${companionFiles(root).config}, got nothing`);
const log = createLog({ drill: config.drill.id });
const { openContext } = createFaultContexts(config.drill, config.surroundings, log);
const healer = createHealer({ root: config.root, catalog, now: readInstant, log, openContext });
await runCompanion({ config, log, healer });
process.exit(0);
