import { randomUUID } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import type { AwsAnswer } from '../aws-message.ts';

const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

export interface ChangeInfo {
  id: string;
  status: 'PENDING' | 'INSYNC';
  submittedAt: number;
}

export function answerChange(
  operation: 'ChangeResourceRecordSets' | 'GetChange',
  change: ChangeInfo,
): AwsAnswer {
  const SubmittedAt = new Date(change.submittedAt).toISOString();
  const ChangeInfo = { Id: `/change/${change.id}`, Status: change.status, SubmittedAt };
  return answerXml(200, { [`${operation}Response`]: { '@xmlns': NAMESPACE, ChangeInfo } });
}

/** A refusal in the shape of Route 53, such as `InvalidChangeBatch` (400) or `NoSuchChange` (404). */
export function answerRefusal(status: number, code: string, message: string): AwsAnswer {
  const requestId = randomUUID();
  const error = { Type: 'Sender', Code: code, Message: message };
  const body = { ErrorResponse: { '@xmlns': NAMESPACE, Error: error, RequestId: requestId } };
  return { ...answerXml(status, body), requestId };
}

function answerXml(status: number, content: object): AwsAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;
  return { status, contentType: 'text/xml', body, requestId: randomUUID() };
}
