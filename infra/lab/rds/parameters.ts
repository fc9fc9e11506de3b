import { RdsRefusal } from './refusal.ts';

/** One call's parameters, read by name; what the operation does not know is refused rather than ignored. */
export interface CallParameters {
  text(name: string): string | null;
  requiredText(name: string): string;
  /** A whole number from 0 to `max`. */
  number(name: string, max: number): number | null;
  /** `<prefix>.1`, `<prefix>.2`, ... */
  list(prefix: string): string[];
  /** `<prefix>.1.Key` with `<prefix>.1.Value`, ... */
  tags(prefix: string): Record<string, string>;
  /** Throws when the call has a parameter that was not read. */
  refuseUnread(): void;
}

const protocolFields = ['Action', 'Version'];

export function readParameters(parameters: URLSearchParams): CallParameters {
  const read = new Set(protocolFields);
  const text = (name: string): string | null => {
    read.add(name);
    return parameters.get(name);
  };
  const list = (prefix: string) => readWhile((index) => text(`${prefix}.${index}`));
  return {
    text,
    list,
    requiredText: (name) => text(name) ?? refuseMissing(name),
    number: (name, max) => toNumber(name, text(name), max),
    tags: (prefix) => {
      const keys = readWhile((index) => text(`${prefix}.${index}.Key`));
      return Object.fromEntries(keys.map((key, at) => [key, text(`${prefix}.${at + 1}.Value`) ?? '']));
    },
    refuseUnread: () => refuseOthers(parameters, read),
  };
}

function readWhile(next: (index: number) => string | null): string[] {
  const found: string[] = [];
  for (let value = next(1); value !== null; value = next(found.length + 1)) {
    found.push(value);
  }
  return found;
}

function toNumber(name: string, text: string | null, max: number): number | null {
  if (text === null) {
    return null;
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RdsRefusal(
      'InvalidParameterValue',
      `Invalid ${name}: must be a whole number from 0 to ${max}, got ${text}`,
    );
  }
  return value;
}

function refuseMissing(name: string): never {
  throw new RdsRefusal('MissingParameter', `The request must contain the parameter ${name}.`);
}

function refuseOthers(parameters: URLSearchParams, read: Set<string>): void {
  const unread = [...parameters.keys()].filter((name) => !read.has(name));
  if (unread.length > 0) {
    throw new RdsRefusal(
      'InvalidParameterCombination',
      `This endpoint does not imitate the parameter ${unread.join(', ')}`,
    );
  }
}
