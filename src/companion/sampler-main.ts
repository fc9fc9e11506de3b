import { runSampler } from './run-sampler.ts';

const [root, watch] = process.argv.slice(2);
if (root === undefined || watch === undefined)
  throw new Error('usage: sampler-main.ts <evidence folder> <watch>');
await runSampler(root, watch);
process.exit(0);
