import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'workflows', 'activities', 'infra', 'test', 'bench'];

/**
 * Checks who imports whom, once for every import and once for those that are loaded at run time: for the second the types are
 * stripped first, because dependency-cruiser cannot tell them apart without a TypeScript compiler older than 7.
 * `extra` are planted files (path -> text) for the test of the check itself. Returns the names of the broken rules and the text.
 */
export function checkLayers(extra: Record<string, string> = {}): { broken: string[]; text: string } {
  const tree = mkdtempSync(join(tmpdir(), 'drillmaster-layers-'));
  try {
    for (const folder of folders) cpSync(join(root, folder), join(tree, folder), { recursive: true });
    for (const [path, text] of Object.entries(extra)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    const anyImport = cruise(tree, 'any-import');
    for (const folder of folders) stripFolder(join(tree, folder));
    const valueImport = cruise(tree, 'value-import');
    const text = `${anyImport}\n${valueImport}`;
    return {
      broken: [...new Set([...text.matchAll(/^\s*error ([\w-]+):/gm)].map((match) => match[1] ?? ''))],
      text,
    };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function cruise(tree: string, rules: string): string {
  const config = join(root, 'layers', `${rules}.cjs`);
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const { stdout, stderr, exitCode } = execaSync(
    process.execPath,
    [program, '--config', config, ...folders],
    {
      cwd: tree,
      reject: false,
      env: { NO_COLOR: '1' },
    },
  );
  if (!/dependencies cruised/.test(stdout))
    throw new Error(`dependency-cruiser ended with ${exitCode}: ${stderr}`);
  return stdout;
}

function stripFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && path.endsWith('.ts'))
      writeFileSync(path, stripTypeScriptTypes(readFileSync(path, 'utf8')));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { broken, text } = checkLayers();
  if (broken.length > 0) console.error(text);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
