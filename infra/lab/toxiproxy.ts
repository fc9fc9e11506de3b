import path from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { findFreePort } from './processes/free-port.ts';
import type { OwnedProcess, OwnedProcesses } from './processes/owned-processes.ts';
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
  /** SIGKILL for what carries it all; resolves when it is there again, each proxy as it was. */
  restart(): Promise<void>;
}

const FREEZE = 'freeze';

export async function startToxiproxy(options: ToxiproxyOptions): Promise<Network> {
  const port = await findFreePort(['127.0.0.1']);
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const child = options.processes.spawn({
      name: 'toxiproxy',
      command: options.command,
      args: ['-host', '127.0.0.1', '-port', String(port)],
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error' },
      logFile: path.join(options.dir, 'toxiproxy.log'),
    });
    await waitForHttp(child, `${url}/version`);
    return child;
  };
  const first = await start();
  return createNetwork(new Toxiproxy(url), { first, start });
}

interface Server {
  first: OwnedProcess;
  start(): Promise<OwnedProcess>;
}

function createNetwork(toxiproxy: Toxiproxy, server: Server): Network {
  const opened = new Map<string, ProxySettings>();
  const cutNames = new Set<string>();
  const frozenNames = new Set<string>();
  let child = server.first;

  async function open(settings: ProxySettings): Promise<void> {
    const exists = opened.has(settings.name);
    opened.set(settings.name, settings);
    if (exists) await update(settings, true);
    else await toxiproxy.createProxy(describeProxy(settings, true));
  }

  async function setEnabled(name: string, enabled: boolean): Promise<void> {
    const settings = opened.get(name);
    if (settings) await update(settings, enabled);
  }

  async function update(settings: ProxySettings, enabled: boolean): Promise<void> {
    if (enabled) cutNames.delete(settings.name);
    else cutNames.add(settings.name);
    await (await toxiproxy.get(settings.name)).update(describeProxy(settings, enabled));
  }

  async function setFrozen(name: string, frozen: boolean): Promise<void> {
    if (frozen === frozenNames.has(name)) return;
    const proxy = await toxiproxy.get(name);
    if (frozen) await proxy.addToxic(freezeToxic());
    else await (await proxy.getToxic(FREEZE)).remove();
    if (frozen) frozenNames.add(name);
    else frozenNames.delete(name);
  }

  async function restart(): Promise<void> {
    await child.kill();
    child = await server.start();
    for (const settings of opened.values())
      await toxiproxy.createProxy(describeProxy(settings, !cutNames.has(settings.name)));
    for (const name of frozenNames) await (await toxiproxy.get(name)).addToxic(freezeToxic());
  }

  const cut = (name: string) => setEnabled(name, false);
  const join = (name: string) => setEnabled(name, true);
  return { open, cut, join, setFrozen, restart };
}

function describeProxy({ name, listen, upstream }: ProxySettings, enabled: boolean) {
  return { name, listen, upstream, enabled };
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
