/** An environment like the lab's: two regions, one database, one service. */
export const exampleEnvironment = `environment: example
account: { id: "123456789012" }
regions:
  us-west-2: { endpoints: { rds: "http://127.0.1.1:4566" }, power: "http://127.0.0.1:4500/regions/us-west-2/power" }
  us-east-2: { endpoints: { rds: "http://127.0.2.1:4566" } }
global: { endpoints: { route53: "http://127.0.0.1:4567" } }
runner: us-east-2
resolvers: ["127.0.0.1:5301", "127.0.0.1:5302"]
pace: { every: 20ms, sustained: 3s }
components:
  database:
    kind: rds-postgres
    instances: { us-west-2: shop-west, us-east-2: shop-east }
    endpoint: { zone: Z1, host: db.shop.test, type: CNAME, ttl: 1s, values: { us-west-2: west.shop.test, us-east-2: east.shop.test } }
    port: 5432
    name: shop
    user: drill
    password: { env: SHOP_DB_PASSWORD }
    ledger: { schema: drill }
  checkout:
    kind: service
    name: { zone: Z1, host: checkout.shop.test, type: A, ttl: 1s, values: { us-west-2: 127.0.1.10, us-east-2: 127.0.2.10 } }
    port: 8080
    requests:
      read: { get: /orders/0, headers: { x-api-key: { env: SHOP_API_KEY } }, timeout: 500ms, region: { header: x-region }, labels: { ok: [status = 200], clear-error: [status = 503] } }
people:
  alice: { roles: [incident-commander] }
  bob: { roles: [incident-commander, facilitator] }
approvals: { accept: claimed }
guardrails: { requireTag: { drill-scope: shop } }
`;

/** The example with a second service, so that everything on services runs for each. */
export const twoServices = exampleEnvironment.replace(
  / {2}checkout:[\s\S]*?(?=people:)/,
  (part) => part + part.replace('checkout:', 'cart:').replace('checkout.', 'cart.'),
);
