import { z } from 'zod';
import { parseDurationMs } from '../../time/duration.ts';

/** A reference to a secret, never the secret: an environment variable or a file of the host that resolves it. */
export const SecretReference = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

/** A header's value, or a reference to a secret that is one. */
export const HeaderValue = z.union([z.string(), SecretReference]);

/** A name that is put into SQL texts: a plain identifier, which needs no quoting. */
export const SqlName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

/** A port as a number. */
export const Port = z.int().min(1).max(65_535);

/** The longest TTL that DNS knows: 31 bits of seconds. */
const maxTtlMs = 2_147_483_647_000;

/** A TTL as it is written (`60s`) and stored: whole seconds above zero. */
export const TtlSeconds = z.string().transform((text, ctx) => {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0 && ms <= maxTtlMs && ms % 1_000 === 0) return ms / 1_000;
  ctx.addIssue({ code: 'custom', message: `expected whole seconds such as 60s, got ${text}` });
  return z.NEVER;
});
