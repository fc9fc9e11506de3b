export interface AwsRequest {
  method: string;
  /** With the query string. */
  path: string;
  headers: Record<string, string>;
  body: string;
  /** From the credential scope of the SigV4 Authorization header; null for a request that is not signed. */
  service: string | null;
}

export interface AwsAnswer {
  status: number;
  contentType: string;
  body: string;
  requestId: string;
}
