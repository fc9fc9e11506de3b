import path from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { findFreePort } from './processes/free-port.ts';
import type { OwnedProcesses } from './processes/owned-processes.ts';
import { waitForHttp } from './wait-for-http.ts';

export interface ToxiproxyOptions {
  /** Path of the toxiproxy server program. */
  command: string;
  dir: string;
  processes: OwnedProcesses;
}

interface ProxySettings {
  /** Toxiproxy takes no slash in it. */
  name: string;
  listen: string;
  upstream: string;
}

/** The lab's network: every address that a region offers is a proxy that can be cut, moved and frozen. */
export interface Network {
  /** Opens a proxy, or moves an existing one of that name to a new upstream. */
  open(settings: ProxySettings): Promise<void>;
  /** Closes the port and cuts all connections; a name that was never opened is nothing to cut. */
  cut(name: string): Promise<void>;
  join(name: string): Promise<void>;
  /** Frozen: connections stay open and no data arrives any more, so neither side is told. */
  setFrozen(name: string, frozen: boolean): Promise<void>;
}

const FREEZE = 'freeze';

export async function startToxiproxy(options: ToxiproxyOptions): Promise<Network> {
  const port = await findFreePort(['127.0.0.1']);
  const child = options.processes.spawn({
    name: 'toxiproxy',
    command: options.command,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error' },
    logFile: path.join(options.dir, 'toxiproxy.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForHttp(child, `${url}/version`);
  return createNetwork(new Toxiproxy(url));
}

function createNetwork(toxiproxy: Toxiproxy): Network {
  const opened = new Map<string, ProxySettings>();
  const frozenNames = new Set<string>();

  async function open(settings: ProxySettings): Promise<void> {
    const exists = opened.has(settings.name);
    opened.set(settings.name, settings);
    if (exists) await update(settings, true);
    else await toxiproxy.createProxy({ ...settings, enabled: true });
  }

  async function setEnabled(name: string, enabled: boolean): Promise<void> {
    const settings = opened.get(name);
    if (settings) await update(settings, enabled);
  }

  async function update(settings: ProxySettings, enabled: boolean): Promise<void> {
    const proxy = await toxiproxy.get(settings.name);
    await proxy.update({ enabled, listen: settings.listen, upstream: settings.upstream });
  }

  async function setFrozen(name: string, frozen: boolean): Promise<void> {
    if (frozen === frozenNames.has(name)) return;
    const proxy = await toxiproxy.get(name);
    if (frozen) await proxy.addToxic(freezeToxic());
    else await (await proxy.getToxic(FREEZE)).remove();
    if (frozen) frozenNames.add(name);
    else frozenNames.delete(name);
  }

  return {
    open,
    setFrozen,
    cut: (name) => setEnabled(name, false),
    join: (name) => setEnabled(name, true),
  };
}

/** Timeout 0 means: swallow all data and never close. */
function freezeToxic() {
  return {
    name: FREEZE,
    type: 'timeout' as const,
    stream: 'downstream' as const,
    toxicity: 1,
    attributes: { timeout: 0 },
  };
}
