import { defineConfig } from 'vitest/config';

/** Seconds each: thousands of made-up cases, calls that wait for their deadline, the layer rules on planted violations, tools on a copy. */
const slow = [
  'test/unit/**/properties.test.ts',
  'test/unit/activities/aws/hostile-endpoint.test.ts',
  'test/unit/layers/*.test.ts',
  'test/unit/scaffold/*.test.ts',
];

/** `unit` and `slow` touch nothing outside their process; the others start real parts, `measured` and `endurance` one file at a time. */
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
          testTimeout: 20_000,
        },
      },
      { test: { name: 'slow', include: slow, pool: 'threads', testTimeout: 60_000 } },
      real('workflow', true),
      real('lab', true),
      real('e2e', true),
      real('measured', false),
      real('endurance', false),
    ],
  },
});

function real(name: string, fileParallelism: boolean) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      fileParallelism,
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
