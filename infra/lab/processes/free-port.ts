import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the kernel's range for outgoing connections, so that no connection takes a port between choice and use. */
const lowestPort = 20_000;
const highestPort = 32_767;

/** Ports are bound some time after they were chosen: one process never hands out the same one twice. */
const handedOut = new Set<number>();

/** One TCP port that is free on all the given addresses. */
export async function findFreePort(addresses: string[]): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(lowestPort, highestPort);
    if (!handedOut.has(port) && (await isFreeOnAll(port, addresses))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(
    `choosing a port failed: expected one free on ${addresses.join(', ')}, got none in 200 tries\nHINT: end other labs, or see what listens with "ss -ltn"`,
  );
}

async function isFreeOnAll(port: number, addresses: string[]): Promise<boolean> {
  for (const address of addresses) {
    if (!(await canListen(port, address))) {
      return false;
    }
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
