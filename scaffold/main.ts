import { fileURLToPath } from 'node:url';
import { InvalidInput } from '../src/errors/problem.ts';
import { scaffold } from './scaffold.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  console.log(await scaffold(root, process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
