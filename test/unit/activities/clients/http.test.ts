import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { sendRequest } from '../../../../activities/clients/http.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const findAddress = async (host: string) => (host === 'shop.test' ? '127.0.0.1' : host);

describe('sendRequest', () => {
  test('connects to where the name resolves, and names the host in the request', async () => {
    const port = await serve((request, response) => {
      response.setHeader('x-seen', `${request.method} ${request.url} ${request.headers.host}`).end('hello');
    });
    const url = `http://shop.test:${port}/orders/0?a=1`;
    const answer = await sendRequest({ method: 'GET', url, timeoutMs: 2_000 }, findAddress);
    expect(answer).toMatchObject({ status: 200, body: 'hello' });
    expect(answer.headers['x-seen']).toBe(`GET /orders/0?a=1 shop.test:${port}`);
  });

  test('connects to the given address whatever the name says', async () => {
    const port = await serve((_, response) => response.writeHead(503).end());
    const request = {
      method: 'GET',
      url: `http://nowhere.test:${port}/`,
      address: '127.0.0.1',
      timeoutMs: 2_000,
    };
    expect((await sendRequest(request, findAddress)).status).toBe(503);
  });

  test('sends the body and the headers', async () => {
    const port = await serve((request, response) => {
      response.write(`${String(request.headers['x-api-key'])} `);
      request.pipe(response);
    });
    const url = `http://127.0.0.1:${port}/`;
    const request = { method: 'POST', url, headers: { 'x-api-key': 'k' }, body: '{"a":1}', timeoutMs: 2_000 };
    expect((await sendRequest(request, findAddress)).body).toBe('k {"a":1}');
  });

  test('times out while the server thinks', async () => {
    const port = await serve(() => {});
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 50 };
    await expect(sendRequest(request, findAddress)).rejects.toMatchObject({ code: 'ENOANSWER' });
  });

  test('times out in the middle of an answer too', async () => {
    const port = await serve((_, response) => response.writeHead(200).write('half'));
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 100 };
    await expect(sendRequest(request, findAddress)).rejects.toMatchObject({ code: 'ENOANSWER' });
  });

  test('tells a name that does not resolve in time from a server that does not answer', async () => {
    const request = { method: 'GET', url: 'http://shop.test:1/', timeoutMs: 50 };
    await expect(sendRequest(request, () => new Promise(() => {}))).rejects.toMatchObject({
      code: 'ETIMEOUT',
    });
  });

  test('reports a refused connection by its code', async () => {
    const port = await serve(() => {});
    servers.splice(0).forEach((server) => server.close());
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 2_000 };
    await expect(sendRequest(request, findAddress)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('refuses an answer of more than a megabyte', async () => {
    const port = await serve((_, response) => response.end('x'.repeat(1_100_000)));
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 2_000 };
    await expect(sendRequest(request, findAddress)).rejects.toThrow('at most 1048576 bytes');
  });
});
