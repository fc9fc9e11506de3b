// A client of the shop that shares nothing with the product: its own process, clock, name look-ups and ledger.
// Reads every `everyMs` by HTTP, each attempt at its own instant; prints its attempts as JSON lines; ends on SIGTERM.
import { Resolver } from 'node:dns/promises';
import http from 'node:http';

const [host, port, resolverAddress, apiKey, everyMs] = process.argv.slice(2);
const resolver = new Resolver();
resolver.setServers([resolverAddress]);
let address = null;
let expiresAt = 0;

/** Keeps an answer for its TTL; when nobody answers, the last one stays. */
async function followName() {
  if (Date.now() < expiresAt) return;
  try {
    const [answer] = await resolver.resolve4(host, { ttl: true });
    address = answer.address;
    expiresAt = Date.now() + answer.ttl * 1_000;
  } catch {
    expiresAt = 0;
  }
}

async function read(intendedAt) {
  const lateMs = Date.now() - intendedAt;
  await followName();
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
        write({
          intendedAt,
          lateMs,
          ok: response.statusCode === 200,
          region: response.headers['x-region'] ?? null,
        }),
      );
    },
  );
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', () => write({ intendedAt, lateMs, ok: false, region: null }));
}

function write(attempt) {
  process.stdout.write(`${JSON.stringify(attempt)}\n`);
}

let next = Date.now();
setInterval(() => {
  for (; next <= Date.now(); next += Number(everyMs)) void read(next);
}, 5);
process.on('SIGTERM', () => process.exit(0));
