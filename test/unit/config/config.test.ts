import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { packageRoot } from '../../../src/config/package-root.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';

describe('readConfig', () => {
  test('puts the built-in runbooks after the folders that the user names', () => {
    const { library } = readConfig({ DRILL_LIBRARY: '/etc/drills:/srv/drills' });
    expect(library).toEqual(['/etc/drills', '/srv/drills', join(packageRoot, 'runbooks')]);
  });

  test('knows only the built-in runbooks when no folder is named', () => {
    expect(readConfig({}).library).toEqual([join(packageRoot, 'runbooks')]);
  });

  test('treats an empty variable like one that is not set', () => {
    const config = readConfig({ DRILL_LOG_LEVEL: '', DRILL_UI: '', DRILL_LIBRARY: '' });
    expect(config).toMatchObject({ logLevel: 'info', ui: null });
  });

  test('is not versioned unless a worker deployment is named', () => {
    expect(readConfig({}).deployment).toBeNull();
    expect(readConfig({ DRILL_WORKER_DEPLOYMENT: 'drills-2' }).deployment).toBe('drills-2');
  });

  test.each(['drills.eu', 'a:b', '__reserved', 'two words', 'x'.repeat(101)])(
    'refuses %s as the name of a worker deployment, for Temporal would',
    (name) => {
      expect(() => readConfig({ DRILL_WORKER_DEPLOYMENT: name })).toThrow(
        /DRILL_WORKER_DEPLOYMENT is not valid: expected a name of letters, digits, - and _, at most 100, got/,
      );
    },
  );

  test('names every variable that is wrong, what was expected and what came', () => {
    expect(read).toThrow(InvalidInput);
    expect(read).toThrow(/DRILL_LOG_LEVEL is not valid: expected one of .*info.*, got "loud"/);
    expect(read).toThrow(
      /DRILL_UI is not valid: expected an http or https address, got "javascript:alert\(1\)"/,
    );
  });
});

function read() {
  return readConfig({ DRILL_LOG_LEVEL: 'loud', DRILL_UI: 'javascript:alert(1)' });
}
