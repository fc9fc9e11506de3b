import { defineConfig } from 'vitest/config';

/** `unit` touches nothing outside its process; the others start real parts, `measured` and `endurance` one file at a time. */
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
