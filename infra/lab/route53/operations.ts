export interface Route53Call {
  operation: string;
  mutating: boolean;
  /** Hosted zone, change or resource id; undefined where the path names none. */
  target: string | undefined;
}

const ROUTES: { method: string; path: RegExp; operation: string }[] = [
  { method: 'POST', path: /^\/hostedzone\/([^/]+)\/rrset\/?$/, operation: 'ChangeResourceRecordSets' },
  { method: 'GET', path: /^\/hostedzone\/([^/]+)\/rrset\/?$/, operation: 'ListResourceRecordSets' },
  { method: 'GET', path: /^\/hostedzone\/([^/]+)$/, operation: 'GetHostedZone' },
  { method: 'GET', path: /^\/hostedzone$/, operation: 'ListHostedZones' },
  { method: 'POST', path: /^\/hostedzone$/, operation: 'CreateHostedZone' },
  { method: 'GET', path: /^\/hostedzonesbyname$/, operation: 'ListHostedZonesByName' },
  { method: 'GET', path: /^\/change\/([^/]+)$/, operation: 'GetChange' },
  { method: 'GET', path: /^\/tags\/hostedzone\/([^/]+)$/, operation: 'ListTagsForResource' },
  { method: 'POST', path: /^\/tags\/hostedzone\/([^/]+)$/, operation: 'ChangeTagsForResource' },
];

/** Tells from method and path which Route 53 operation is called. */
export function readCall(method: string, path: string): Route53Call {
  const resource = path.replace(/\?.*$/, '').replace(/^\/2013-04-01/, '');
  const route = ROUTES.find((candidate) => candidate.method === method && candidate.path.test(resource));
  const target = route?.path.exec(resource)?.[1];
  return {
    operation: route?.operation ?? `${method} ${resource}`,
    mutating: method !== 'GET',
    target: target && decodeURIComponent(target),
  };
}
