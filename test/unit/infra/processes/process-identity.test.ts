import { expect, test } from 'vitest';
import { parseStat } from '../../../../infra/lab/processes/process-identity.ts';

const tail = 'S 41 42 42 0 -1 4194560 1 0 0 0 3 4 0 0 20 0 1 0 987654 1000000 200';

test.each(['(node)', '(my (odd) name)', '(a ) S 1 2)'])(
  'the fields of %s count from the last parenthesis',
  (command) => {
    expect(parseStat(`43 ${command} ${tail}`)).toEqual({ state: 'S', parentPid: 41, startTicks: '987654' });
  },
);
