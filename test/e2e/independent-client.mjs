// A client of the shop that shares nothing with the product: its own process, clock, name look-ups and ledger.
// Reads every `everyMs` by HTTP, each attempt at its own instant; prints its attempts as JSON lines; ends on SIGTERM.
import { Resolver } from 'node:dns/promises';
import http from 'node:http';

const [host, port, resolverAddress, apiKey, everyMs] = process.argv.slice(2);
const resolver = new Resolver();
resolver.setServers([resolverAddress]);
let address = null;

async function followName() {
  try {
    [address] = await resolver.resolve4(host);
  } catch {
    // The last answer stays, as it does in a client's cache.
  }
}

function read(intendedAt) {
  const request = http.get(
    {
      host: address,
      port,
      path: '/orders/0',
      headers: { 'x-api-key': apiKey, host },
      timeout: 500,
      agent: false,
    },
    (response) => {
      response.resume();
      response.once('end', () =>
        write(intendedAt, response.statusCode === 200, response.headers['x-region'] ?? null),
      );
    },
  );
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', () => write(intendedAt, false, null));
}

function write(intendedAt, ok, region) {
  process.stdout.write(`${JSON.stringify({ intendedAt, ok, region })}\n`);
}

await followName();
setInterval(followName, 1_000);
let next = Date.now();
setInterval(() => {
  for (; next <= Date.now(); next += Number(everyMs)) read(next);
}, 5);
process.on('SIGTERM', () => process.exit(0));
