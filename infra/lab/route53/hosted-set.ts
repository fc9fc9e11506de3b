/** A record set as the hosted zone keeps it; the zone's own NS and SOA sets are there too. */
export interface HostedSet {
  name: string;
  type: string;
  ttlSeconds: number;
  values: string[];
}

export interface Change {
  action: 'CREATE' | 'DELETE' | 'UPSERT';
  set: HostedSet;
}
