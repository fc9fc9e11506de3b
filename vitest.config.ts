import { defineConfig } from 'vitest/config';
import { compiledFolder } from './test/support/kept-folder.ts';
import { patience, timeouts } from './test/support/patience.ts';

// Whatever the tests start inherits it.
process.env['NODE_COMPILE_CACHE'] ??= compiledFolder;

/** Seconds each: thousands of made-up cases, calls that wait for their deadline, the layer rules on planted violations, tools on a copy. */
const slow = [
  'test/unit/**/properties.test.ts',
  'test/unit/activities/aws/hostile-endpoint.test.ts',
  'test/unit/layers/*.test.ts',
  'test/unit/scaffold/*.test.ts',
  'test/unit/worker/prepare.test.ts',
];

/** `unit` and `slow` touch nothing outside their process; the others start real parts. */
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: slow,
          pool: 'threads',
          // Nothing of a test may stay behind; loading every module anew for each file would take more than half of the time.
          isolate: false,
          ...timeouts.unit,
        },
      },
      { test: { name: 'slow', include: slow, pool: 'threads', ...timeouts.slow } },
      real('workflow', timeouts.server),
      real('lab', timeouts.lab),
      real('e2e', timeouts.lab),
      real('measured', timeouts.lab),
      real('endurance', timeouts.lab),
    ],
  },
});

function real(name: string, { testTimeout, hookTimeout }: { testTimeout: number; hookTimeout: number }) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      // One file at a time, each with the machine to itself.
      fileParallelism: name !== 'endurance',
      testTimeout,
      hookTimeout,
      expect: { poll: { timeout: patience.soonMs } },
    },
  };
}
