/** Where a PostgreSQL server listens and who connects; the password is already resolved. */
export interface PostgresAddress {
  /** Host name (resolved with the environment's resolvers) or address. */
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** Milliseconds for connecting and for each query. */
  timeoutMs: number;
}

/** One open connection; whoever opens it ends it. */
export interface PostgresConnection {
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  end(): Promise<void>;
}

export interface HttpRequest {
  method: string;
  /** `http://host:port/path`; the host is resolved with the environment's resolvers unless `address` is given. */
  url: string;
  /** Connect here instead of where the host name points. */
  address?: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One answer of one resolver: addresses after following CNAMEs, the CNAME itself if there is one, the lowest TTL in seconds. */
export interface NameAnswer {
  addresses: string[];
  cname: string | null;
  ttlSeconds: number;
}

/** AWS services with an endpoint in each region, by name; `activities/clients/aws.ts`, which alone loads SDKs, fills it in. */
export interface RegionalAws {}

/** AWS services with one endpoint for all regions. */
export interface GlobalAws {}

type AwsClients = { [Service in keyof RegionalAws]: (region: string) => Promise<RegionalAws[Service]> } & {
  [Service in keyof GlobalAws]: () => Promise<GlobalAws[Service]>;
};

/**
 * Everything that an operation may talk to. SDKs are loaded lazily by their implementation alone. AWS clients are the
 * aggregated ones (`rds.describeDBInstances({...})`), with one attempt a call: retries belong to the operation's activity,
 * because a retry below the gate would act for an attempt that is no longer alive.
 */
export interface Clients extends AwsClients {
  postgres(address: PostgresAddress): Promise<PostgresConnection>;
  http(request: HttpRequest): Promise<HttpResponse>;
  /** Asks one resolver (`ip:port`), or the first of `resolvers()` when none is named. */
  resolveName(host: string, resolver?: string): Promise<NameAnswer>;
  /** The environment's resolvers as `ip:port`; the system's own when it names none. */
  resolvers(): string[];
}
