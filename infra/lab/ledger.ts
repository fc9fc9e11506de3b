interface AwsCallRecord {
  /** When the answer was given, epoch ms. */
  at: number;
  /** `global` for Route 53. */
  region: string;
  service: string;
  operation: string;
  requestId: string;
  status: number;
  mutating: boolean;
  errorCode?: string;
  /** The resource that the call names. */
  target?: string;
}

/** Every AWS API call that the lab answered, refusals included: what a drill really did, told by the other side. */
export interface AwsLedger {
  record(call: AwsCallRecord): void;
  list(): AwsCallRecord[];
  clear(): void;
}

/** A drill makes some hundred calls; the oldest go first when a lab lives for days. */
const MAX_CALLS = 100_000;

export function createLedger(): AwsLedger {
  let calls: AwsCallRecord[] = [];
  return {
    record: (call) => {
      calls.push(call);
      if (calls.length > MAX_CALLS) calls = calls.slice(-MAX_CALLS / 2);
    },
    list: () => calls,
    clear: () => {
      calls = [];
    },
  };
}

/** The error code that an answer in any of AWS's XML shapes carries; undefined for a success. */
export function readErrorCode(answer: { status: number; body: string }): string | undefined {
  if (answer.status < 400) return undefined;
  return /<Code>([^<]+)<\/Code>/.exec(answer.body)?.[1] ?? 'Unknown';
}
