/** An API call that AWS would refuse, with AWS's error code. */
export class RdsRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
    this.status = code === 'DBInstanceNotFound' ? 404 : 400;
  }
}

export type RefusalCode =
  | 'DBInstanceAlreadyExists'
  | 'DBInstanceNotFound'
  | 'InvalidAction'
  | 'InvalidDBInstanceState'
  | 'InvalidParameterCombination'
  | 'InvalidParameterValue'
  | 'MissingParameter';
