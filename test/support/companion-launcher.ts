import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { CompanionConfig } from '../../src/companion/config.ts';
import { launchCompanion } from '../../src/companion/launch.ts';
import { patience } from './patience.ts';

// A process that launches a companion and then hangs about until it is killed, as a worker may be.
const config = CompanionConfig.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
await launchCompanion(config, { signal: AbortSignal.timeout(patience.soonMs) });
process.stdout.write('launched\n');
await delay(60_000);
