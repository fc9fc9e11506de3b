import { catalog } from '../../activities/catalog.ts';
import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import { readInstant } from '../host/clock.ts';
import { CompanionConfig, companionFiles } from './config.ts';
import { createHealer, type Healer } from './healing.ts';
import { createLog, type Log } from './log.ts';
import { runCompanion } from './run-companion.ts';
import { readJson } from './state.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: main.ts <evidence folder>');
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
const config = await readJson(companionFiles(root).config, CompanionConfig);
if (config === null)
  throw new Error(`companion not configured: expected ${companionFiles(root).config}, got nothing`);
const log = createLog({ drill: config.drill.id });
await runCompanion({ config, log, healer: createCompanionHealer(config, log) });
process.exit(0);

function createCompanionHealer(config: CompanionConfig, log: Log): Healer {
  const { root, drill, surroundings } = config;
  const clients = createClients(surroundings, (call) => log.info('aws call', { call }));
  return createHealer({
    root,
    catalog,
    now: readInstant,
    log,
    openContext: (fault, { signal, mutate }) =>
      createContext({
        drill: { ...drill, step: fault.step },
        surroundings,
        component: surroundings.components[fault.component ?? ''] ?? null,
        clients,
        signal,
        mutate,
        beat: () => {},
        log,
        readSeries: async () => {
          throw new Error('faults read no samples');
        },
      }),
  });
}
