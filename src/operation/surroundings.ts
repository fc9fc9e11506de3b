import type { Target } from './target.ts';
import type { JsonObject } from './json.ts';
import type { KindName } from './kind-name.ts';

/** A reference to a secret; only activities, companion and samplers resolve it, never a workflow. */
export type SecretReference = { env: string } | { file: string };

export interface Region {
  /** Endpoint per AWS service (`rds`, `sts`, `ec2`); absent: AWS's own. */
  endpoints: Record<string, string>;
  /** URL of the power control of this region, where one exists (the lab). */
  power: string | null;
}

/** A component of the environment, as operations see it. */
export interface Component {
  name: string;
  kind: KindName;
  /** What it offers to operations, by trait; each has passed the trait's shape. */
  traits: Record<string, JsonObject>;
  /** Everything that it stands for. */
  targets: Target[];
}

/** The part of an environment that operations see: carried in every activity input, so that any worker can run the step. No secrets. */
export interface Surroundings {
  environment: string;
  /** AWS account id that the caller must have; null: not checked. */
  account: string | null;
  regions: Record<string, Region>;
  /** Endpoint per global service (`route53`). */
  globalEndpoints: Record<string, string>;
  resolvers: string[];
  components: Record<string, Component>;
  guardrails: { requireTag: Record<string, string> };
}
