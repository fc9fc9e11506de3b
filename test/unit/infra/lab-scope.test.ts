import { expect, test } from 'vitest';
import { createLabScope } from '../../../infra/lab/lab-scope.ts';

test('a scope takes down what was opened last first, and goes on when one of them fails', async () => {
  const scope = createLabScope();
  const taken: string[] = [];
  await scope.add(() => void taken.push('directory'));
  await scope.add(() => {
    throw new Error('stuck');
  });
  await scope.add(() => void taken.push('server'));

  await expect(scope.close()).rejects.toMatchObject({ errors: [new Error('stuck')] });
  expect(taken).toEqual(['server', 'directory']);
});

test('what comes up after the order to go down is taken down at once and stops the start', async () => {
  const scope = createLabScope();
  await scope.close();
  const taken: string[] = [];

  await expect(scope.add(() => void taken.push('late'))).rejects.toThrow('order to go down');
  expect(taken).toEqual(['late']);
});

test('no process is started once the lab goes down, and closing twice takes down once', async () => {
  const scope = createLabScope();
  let closings = 0;
  await scope.add(() => void (closings += 1));
  const processes = scope.guard({
    spawn: () => {
      throw new Error('spawned');
    },
    stopAll: async () => undefined,
  });
  const request = { name: 'late', command: 'true', args: [], logFile: 'none' };
  expect(() => processes.spawn(request)).toThrow('spawned');

  await Promise.all([scope.close(), scope.close()]);

  expect(closings).toBe(1);
  expect(() => processes.spawn(request)).toThrow('order to go down');
});
