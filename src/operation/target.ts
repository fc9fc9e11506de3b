/** A thing that a mutating step touches, frozen in the plan and compared before acting. */
export interface Target {
  component: string;
  region: string | null;
  /** The provider's own id: an instance id, `zone/host/type`, a region name. */
  id: string;
}
