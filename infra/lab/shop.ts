/** moto's account, and hence the account of everything in the lab. */
export const ACCOUNT = '123456789012';
export const INSTANCE_IDS = { west: 'shop-west', east: 'shop-east' } as const;
export const ORIGIN = 'shop.test';
export const RDS_DOMAIN = `rds.${ORIGIN}`;
export const SERVICE_NAME = `checkout.${ORIGIN}`;
export const DATABASE_NAME = `db.${ORIGIN}`;
export const SCOPE_TAG = { 'drill-scope': 'shop' };
/** As short as DNS has it: what a drill waits for here should be the work, not the lab. */
export const RECORD_TTL_SECONDS = 1;

/** The endpoint name of an instance, as DescribeDBInstances tells it. */
export function nameEndpoint(instanceId: string, region: string): string {
  return `${instanceId}.${region}.${RDS_DOMAIN}`;
}
