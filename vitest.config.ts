import { defineConfig } from 'vitest/config';

/** `unit` touches no process and no socket outside itself; the others start real parts and run one file at a time. */
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'threads',
          testTimeout: 20_000,
        },
      },
      real('workflow'),
      real('lab'),
      real('e2e'),
    ],
  },
});

function real(name: string) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
