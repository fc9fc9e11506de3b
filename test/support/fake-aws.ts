import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint does instead of answering one operation. */
export type Hostility =
  | 'throttled'
  | 'server error'
  | 'html with 502'
  | 'html with 200'
  | 'torn xml'
  | 'another answer'
  | 'no body'
  | 'silence'
  | 'a body that never ends'
  | 'reset'
  | 'access denied';

/** RDS and Route 53 over HTTP with a state of their own: what the real SDK clients say goes over a real socket. */
export interface FakeAws {
  url: string;
  /** Every operation that reached the endpoint, in order. */
  received: string[];
  /** Operations that are answered badly, and how. */
  hostile: Map<string, Hostility>;
  /** Whether a mutation that is answered badly was carried out all the same. */
  actsAnyway: boolean;
  /** Operations that are answered as if they were carried out, and are not. */
  ignored: Set<string>;
  state: { writerStatus: string; replicaSource: string; replicaTags: string[]; value: string };
  close(): Promise<void>;
}

export async function startFakeAws(): Promise<FakeAws> {
  const server = createServer((request, response) => {
    void readText(request).then((body) => answer(aws, { request, body }, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const aws: FakeAws = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    hostile: new Map(),
    actsAnyway: false,
    ignored: new Set(),
    state: {
      writerStatus: 'available',
      replicaSource: 'arn:aws:rds:west:1:db:shop-west',
      replicaTags: [],
      value: '10.0.1.1',
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return aws;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface Asked {
  request: IncomingMessage;
  body: string;
}

function answer(aws: FakeAws, asked: Asked, response: ServerResponse): void {
  const operation = nameOperation(asked);
  aws.received.push(operation);
  const hostility = aws.hostile.get(operation);
  const xml = hostility === undefined || aws.actsAnyway ? act(aws, operation, asked.body) : '';
  if (hostility === undefined) send(response, 200, xml);
  else beHostile(hostility, response);
}

function nameOperation({ request, body }: Asked): string {
  const path = new URL(request.url ?? '/', 'http://aws').pathname;
  if (path.includes('/tags/')) return 'ListTagsForResource';
  if (path.includes('/change/')) return 'GetChange';
  if (path.includes('/rrset'))
    return request.method === 'POST' ? 'ChangeResourceRecordSets' : 'ListResourceRecordSets';
  return new URLSearchParams(body).get('Action') ?? 'Unknown';
}

function beHostile(hostility: Hostility, response: ServerResponse): void {
  switch (hostility) {
    case 'throttled':
      return send(response, 400, errorXml('Throttling'));
    case 'server error':
      return send(response, 500, errorXml('InternalFailure'));
    case 'access denied':
      return send(response, 403, errorXml('AccessDenied'));
    case 'html with 502':
      return send(response, 502, '<html><body><h1>Bad gateway</h1><br></body></html>');
    case 'html with 200':
      return send(response, 200, '<html><body><h1>Please log in</h1></body></html>');
    case 'torn xml':
      return send(response, 200, '<DescribeDBInstancesResponse><DescribeDBInstancesRes');
    case 'another answer':
      return send(response, 200, '<ListThingsResponse><Things/></ListThingsResponse>');
    case 'no body':
      return send(response, 200, '');
    case 'a body that never ends':
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
      response.write('<');
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' });
  response.end(body);
}

function errorXml(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>said the server</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
}

/** Carries the operation out and says what AWS would say. */
function act(aws: FakeAws, operation: string, body: string): string {
  const { state } = aws;
  const asked = new URLSearchParams(body);
  switch (operation) {
    case 'DescribeDBInstances':
      return wrap(
        operation,
        `<DBInstances>${instanceXml(aws, asked.get('DBInstanceIdentifier'))}</DBInstances>`,
      );
    case 'AddTagsToResource':
      if (!aws.ignored.has(operation)) state.replicaTags.push(...tagXmls(asked));
      return wrap(operation, '');
    case 'PromoteReadReplica':
      if (!aws.ignored.has(operation)) state.replicaSource = '';
      return wrap(operation, instanceXml(aws, 'shop-east'));
    case 'ListTagsForResource':
      return `<${operation}Response><ResourceTagSet><ResourceType>hostedzone</ResourceType><ResourceId>Z1</ResourceId><Tags>${tagXml('drill-scope', 'shop')}</Tags></ResourceTagSet></${operation}Response>`;
    case 'ListResourceRecordSets':
      return `<${operation}Response><ResourceRecordSets>${recordXml(state.value)}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>10</MaxItems></${operation}Response>`;
    case 'ChangeResourceRecordSets':
      if (!aws.ignored.has(operation)) state.value = /.*<Value>([^<]+)<\/Value>/s.exec(body)?.[1] ?? '';
      return changeXml(operation, 'PENDING');
    case 'GetChange':
      return changeXml(operation, 'INSYNC');
    default:
      return errorXml('InvalidAction');
  }
}

function wrap(operation: string, result: string): string {
  return `<${operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${operation}Response>`;
}

function instanceXml({ state }: FakeAws, id: string | null): string {
  const writer = id === 'shop-west';
  const [region, status, source, tags] = writer
    ? ['west', state.writerStatus, '', []]
    : ['east', 'available', state.replicaSource, state.replicaTags];
  const replicates = `<ReadReplicaSourceDBInstanceIdentifier>${source}</ReadReplicaSourceDBInstanceIdentifier>`;
  return `<DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier><DBInstanceArn>arn:aws:rds:${region}:1:db:${id}</DBInstanceArn><DBInstanceStatus>${status}</DBInstanceStatus>${source === '' ? '' : replicates}<BackupRetentionPeriod>1</BackupRetentionPeriod><Endpoint><Address>${id}.rds.test</Address><Port>5432</Port></Endpoint><TagList>${tagXml('drill-scope', 'shop')}${tags.join('')}</TagList></DBInstance>`;
}

/** Empty when a batch has deleted and not created. */
function recordXml(value: string): string {
  if (value === '') return '';
  return `<ResourceRecordSet><Name>checkout.shop.test.</Name><Type>A</Type><TTL>1</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`;
}

function tagXmls(asked: URLSearchParams): string[] {
  return [1, 2, 3].map((number) =>
    tagXml(asked.get(`Tags.Tag.${number}.Key`) ?? '', asked.get(`Tags.Tag.${number}.Value`) ?? ''),
  );
}

function tagXml(key: string, value: string): string {
  return `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
}

function changeXml(operation: string, status: string): string {
  return `<${operation}Response><ChangeInfo><Id>/change/C1</Id><Status>${status}</Status><SubmittedAt>2026-01-05T10:00:00Z</SubmittedAt></ChangeInfo></${operation}Response>`;
}
